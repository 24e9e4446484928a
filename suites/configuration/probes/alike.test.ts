import { describe, expect, test } from 'vitest'
import { about, alike, isEmpty } from './alike.ts'

describe('observations', () => {
  test.each([
    [{ a: 1 }, { a: 1 }, true],
    [{ a: 1 }, { a: 2 }, false],
    [{ a: null }, { a: {} }, false],
    [{ a: [1, 2] }, { a: [1, 2] }, true],
    [{ a: [1, 2] }, { a: [1, 2, 3] }, false],
    [{ a: { b: 'x' } }, { a: { c: 'x' } }, false],
    [{ a: undefined }, {}, true],
    [{ a: undefined }, { a: 0 }, false],
    [{ b: 1 }, { b: 2 }, true],
  ])('%j and %j are alike in a: %s', (one, other, expected) => {
    expect(alike(one as never, other as never, ['a'])).toBe(expected)
  })

  test('measured quantities differ by a factor of two', () => {
    const pair = (x: number, y: number) => alike({ a: about(x) }, { a: about(y) }, ['a'])
    expect(pair(1, 1.9)).toBe(true)
    expect(pair(1, 2)).toBe(false)
    expect(pair(0, 0)).toBe(true)
    expect(pair(0, 0.1)).toBe(false)
    expect(pair(3, 1)).toBe(false)
  })

  test('an observation without values is empty', () => {
    expect(isEmpty({ a: undefined, b: 1 }, ['a'])).toBe(true)
    expect(isEmpty({ a: undefined, b: 1 }, ['a', 'b'])).toBe(false)
  })
})
