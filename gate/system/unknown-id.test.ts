/** Goal: an id that nothing has passes every test of form that the target's own ids pass. */
import { expect, test } from 'vitest'
import { unknownLike } from './unknown-id.ts'

test.for([
  ['a number', '17', /^999999999$/],
  ['none', '', /^999999999$/],
  [
    'a UUID of version 7',
    '0190c8f2-6a41-7cc3-98c4-dc0c0c07398f',
    /^0190c8f2-6a41-7cc3-98c4-[0-9a-f]{12}$/,
  ],
  ['an ObjectId', '507f1f77bcf86cd799439011', /^507f1f77bcf8[0-9a-f]{12}$/],
  ['a ULID', '01ARZ3NDEKTSV4RRFFQ69G5FAV', /^01ARZ3NDEKTSV4[0-9A-HJKMNP-TV-Z]{12}$/],
  ['an id with a prefix', 'rec_9fK2mQ7LpX3tZb8W', /^rec_[0-9A-Za-z]{16}$/],
  ['a slug', 'cached-owner', /^[a-z]{6}-[a-z]{5}$/],
] as const)('%s', ([, id, form]) => {
  const unknown = unknownLike(id)
  expect(unknown).toMatch(form)
  expect(unknown).not.toBe(id)
})

test('one letter over and over', () => {
  expect(unknownLike('aaa')).toBe('aaa0')
})
