/** Goal: lists are read in every form that variables use. */
import { expect, test } from 'vitest'
import { listOf } from './deployed-lists.ts'

test.each([
  ['https://a.example, https://b.example', ['https://a.example', 'https://b.example']],
  ['["https://a.example","https://b.example"]', ['https://a.example', 'https://b.example']],
  ["['https://a.example', 'https://b.example',]", ['https://a.example', 'https://b.example']],
  [`"a.example","b.example"`, ['a.example', 'b.example']],
  ['a.example\nb.example;', ['a.example', 'b.example']],
  ['a.example *.a.example', ['a.example', '*.a.example']],
  ['[::1],a.example', ['[::1]', 'a.example']],
  [' ', []],
])('%s', (value, entries) => {
  expect(listOf(value)).toEqual(entries)
})
