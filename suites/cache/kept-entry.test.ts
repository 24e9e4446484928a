/** Goal: an entry whose time was over before Redis was back is not lost. */
import { expect, test } from 'vitest'
import { judgeEntry } from './kept-entry.ts'

const entry = { value: 'a', ttl: 30 }
const gone = { value: null, ttl: undefined }

test.each([
  ['is lost', 3, gone, { leastTtl: 25, isLostOrChanged: true }],
  ['is kept', 3.2, { value: 'a', ttl: 26 }, { leastTtl: 24, isLostOrChanged: false }],
  ['may be over', 29, gone, undefined],
])('%s', (_what, took, after, judged) => {
  expect(judgeEntry(entry, after, took)).toEqual(judged)
})
