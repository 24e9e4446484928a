import { expect, test } from 'vitest'
import { differencesText, isKnown } from './known.ts'

const item = { line: 3, kind: 'sentence', section: ['A', 'B\u001b[2J'], hash: '1', words: '' }
const none = { unmapped: [], changed: [], gone: [], moved: [], isMapped: true }

test('each item has its line, its heading and its claims', () => {
  const claims = ['pool.timeout', 'pool.fair']
  const found = { ...none, unmapped: [{ ...item, claims: [] }], gone: [{ ...item, claims }] }
  expect(differencesText('guide.md', found)).toBe(
    [
      '1 item without a claim or a reason',
      '  line 3: sentence under B[2J',
      '1 item gone from the guide',
      '  line 3: sentence under B[2J (pool.timeout, pool.fair)',
      '',
    ].join('\n'),
  )
})

test('what moved is known', () => {
  expect(isKnown({ ...none, moved: [{ ...item, claims: [] }] })).toBe(true)
  expect(isKnown({ ...none, changed: [{ ...item, claims: [] }] })).toBe(false)
  expect(differencesText('guide.md', none)).toBe('guide.md: every item is known\n')
})

test('without a map the number of items is enough', () => {
  const found = { ...none, unmapped: [{ ...item, claims: [] }], isMapped: false }
  expect(differencesText('guide.md', found)).toBe(
    '1 item without a map; to make one: preflight guide guide.md --init\n',
  )
})
