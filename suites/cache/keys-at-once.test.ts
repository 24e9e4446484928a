import { expect, test } from 'vitest'
import { keysAtOnce } from './keys-at-once.ts'

test.for([
  ['SCAN 0 MATCH user:* COUNT 1000000', 1_000_000],
  ['scan 17 match user:*', 0],
  ['UNLINK a b c', 3],
  ['GET a', 0],
] as const)('%s visits %i keys', ([command, keys]) => {
  expect(keysAtOnce(command.split(' '))).toBe(keys)
})

test('arguments that the slow log leaves out count', () => {
  expect(keysAtOnce(['DEL', 'a', 'b', '... (99998 more arguments)'])).toBe(100_000)
})
