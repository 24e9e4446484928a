import { expect, test } from 'vitest'
import { isWrongRefusal } from './answers-without.ts'

const statuses = { overloaded: [503] }

test.for([
  ['a login that fails for want of a connection', 401, 200],
  ['a session that cannot be looked up', 403, 200],
  ['a record that cannot be loaded', 404, 200],
  ['a write that cannot be checked', 422, 201],
] as const)('%s blames the request', ([, status, usual]) => {
  expect(isWrongRefusal(status, [usual], statuses)).toBe(true)
})

test.for([
  ['the usual answer', 200, 200],
  ['the refusal that it always gets', 409, 409],
  ['an overload', 503, 200],
  ['too many requests', 429, 200],
  ['an overload in words of its own', 420, 200],
] as const)('%s does not', ([, status, usual]) => {
  expect(isWrongRefusal(status, [usual], { overloaded: [503, 420] })).toBe(false)
})

test('the second of two records of one name may be refused, as it is with connections', () => {
  expect(isWrongRefusal(409, [201, 409], statuses)).toBe(false)
  expect(isWrongRefusal(404, [201, 409], statuses)).toBe(true)
})
