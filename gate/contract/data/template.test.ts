import { describe, expect, test } from 'vitest'
import {
  compileTemplate,
  compileTexts,
  compileValue,
  encodeForPath,
  placeholdersOf,
  TemplateError,
} from './template.ts'

const values = { name: 'Ada "A."', id: '7', missing: undefined }

describe('a text', () => {
  test.for([
    ['/users/{id}', '/users/7'],
    ['{name}', 'Ada "A."'],
    ['{{id}}', '{id}'],
    ['{{{id}}}', '{7}'],
    ['a{missing}b', 'ab'],
    ['{name|lower}', 'ada "a."'],
    ['{name|slug}', 'ada-a'],
    ['op.execute({name|json})', 'op.execute("Ada \\"A.\\"")'],
    ['', ''],
  ])('%s becomes %s', ([text = '', filled]) => {
    expect(compileTemplate(text)(values)).toBe(filled)
  })

  test('a name may have a part after a colon', () => {
    expect(placeholdersOf('a{secret:jwt key}')).toEqual([{ name: 'secret:jwt key' }])
  })

  test.for([
    ['{', 'a single "{": write {{ for a brace'],
    ['a }', 'a single "}": write }} for a brace'],
    ['{ "a": 1 }', '"{ "a": 1 }" is no placeholder: write {{ and }} for braces'],
    ['{}', '"{}" is no placeholder: write {{ and }} for braces'],
    ['{id|numer}', '"{id|numer}": expected one of number, json, lower, slug after the |'],
  ])('%s is refused', ([text = '', message]) => {
    expect(() => compileTemplate(text)).toThrow(new TemplateError(message))
  })
})

describe('a value', () => {
  test('is filled in at any depth, and numbers are numbers', () => {
    const fill = compileValue({ a: ['{id|number}', { b: '{id}' }], c: 1, d: null, e: true })
    expect(fill(values)).toEqual({ a: [7, { b: '7' }], c: 1, d: null, e: true })
  })

  test('loses entries and items that have no value', () => {
    expect(compileValue({ a: '{missing}', b: ['{missing|number}'] })(values)).toEqual({ b: [] })
  })

  test('of texts stays texts', () => {
    expect(compileTexts({ a: '{id|number}', b: '{missing}' })(values)).toEqual({ a: '7' })
  })
})

test('in a path only what is not encoded yet is encoded', () => {
  expect(encodeForPath("1'%20or%20'1'/ä%")).toBe("1'%20or%20'1'%2F%C3%A4%25")
})
