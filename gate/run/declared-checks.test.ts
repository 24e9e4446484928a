/** Goal: a check is found wherever it is declared, and a word in a comment or a text is none. */
import { expect, test } from 'vitest'
import { checksIn } from './declared-checks.ts'

test.for([
  ["check('pool.bounded', async () => {})", ['pool.bounded']],
  ["  check(\n  'pool.bounded',\n  body)", ['pool.bounded']],
  ["for (const a of b) check('pool.fair', a)\ncheck('pool.error', c)", ['pool.fair', 'pool.error']],
  ["// check('pool.bounded', body)", []],
  ["const text = `\ncheck('pool.bounded', body)`", []],
  ["other.check('pool.bounded', body)", []],
] as const)('%s', ([text, claims]) => {
  expect(checksIn('a.suite.ts', text)).toEqual(claims)
})
