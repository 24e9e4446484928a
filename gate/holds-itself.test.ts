import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { holdsItself } from './holds-itself.ts'

test.for([
  ['&a { b: *a }', true],
  ['a: [&b { c: { d: [*b] } }]', true],
  ['&a [[*a]]', true],
  ['a: &a { b: 1 }\nc: [*a, *a]\nd: { e: *a }', false],
  ['a', false],
  ['', false],
] as const)('%j: %s', ([text, holds]) => {
  expect(holdsItself(parse(text))).toBe(holds)
})
