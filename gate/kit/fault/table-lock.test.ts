/** Goal: many tables do not hide why they could not be locked. */
import { expect, test } from 'vitest'
import { tablesText } from './table-lock.ts'

test.each([
  [['users'], 'users'],
  [['a', 'b', 'c'], 'a, b, c'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more tables'],
])('%j: %s', (tables, text) => {
  expect(tablesText(tables)).toBe(text)
})
