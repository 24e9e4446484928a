/** Goal: a value in a finding never looks empty, like another one, or whole when it was cut. */
import { describe, expect, test } from 'vitest'
import { differences } from './differences.ts'
import { render } from './render.ts'

const circle: { self?: unknown } = {}
circle.self = circle

test.for<[string, unknown]>([
  ['200', 200],
  ['0', 0],
  ['-0', -0],
  ['0.30000000000000004', 0.1 + 0.2],
  ['NaN', Number.NaN],
  ['12n', 12n],
  ['true', true],
  ['null', null],
  ['nothing', undefined],
  ['"nothing"', 'nothing'],
  ['an empty text', ''],
  ['an empty list', []],
  ['{}', {}],
  ['"  "', '  '],
  ['"200"', '200'],
  ['"a\\"b"', 'a"b'],
  ['"\\n"', '\n'],
  ['+ one\n- two', '+ one\n- two'],
  ['["a\\nb"]', ['a\nb']],
  ['[""]', ['']],
  ['[nothing, 1]', [undefined, 1]],
  ['[429 (50 times), 200]', [...Array(50).fill(429), 200]],
  ['[1, 1, 1]', [1, 1, 1]],
  ['{"a": 1, "b": {"c": [2]}}', { b: { c: [2] }, a: 1, d: undefined }],
  ['set of [1, 2]', new Set([1, 2])],
  ['map of {"a": 1}', new Map([['a', 1]])],
  ['1970-01-01T00:00:00.000Z', new Date(0)],
  ['/^a/i', /^a/i],
  ['TypeError: no', new TypeError('no')],
  ['3 bytes', Buffer.from('abc')],
  ['a promise', Promise.resolve()],
  ['function named', function named() {}],
  ['{"self": the same object again}', circle],
  ['{"a": any Number}', { a: expect.any(Number) }],
  ['[anything but null or nothing]', [expect.anything()]],
  ['["x", a text that contains "b"]', ['x', expect.stringContaining('b')]],
  ['[anything but a text that matches /b/]', [expect.not.stringMatching(/b/)]],
  ['[a list that contains ["b"]]', [expect.arrayContaining(['b'])]],
  ['[an object that contains {"b": 1}]', [expect.objectContaining({ b: 1 })]],
  ['[a number less than 0.05 away from 2]', [expect.closeTo(2, 1)]],
])('%s', ([text, value]) => {
  expect(render(value)).toBe(text)
})

test('what is long is spread over lines', () => {
  const text = 'x'.repeat(60)
  expect(render({ b: { c: text, a: text }, a: [] })).toBe(
    `{\n  "a": [],\n  "b": {\n    "a": "${text}",\n    "c": "${text}"\n  }\n}`,
  )
})

test('a list or an object that is cut says how much is left', () => {
  const numbers = Array.from({ length: 70 }, (_, index) => index)
  expect(render(numbers)).toMatch(/ {2}49,\n {2}… 20 more\n\]$/)
  const entries = numbers.map((each) => [`key ${each}`, each] as const)
  expect(render(Object.fromEntries(entries))).toMatch(/… 20 more\n\}$/)
})

describe('large values show where they differ', () => {
  const rows = Array.from({ length: 40 }, (_, id) => ({ id, name: `row ${id}`, tags: ['a', 'b'] }))
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

  test('by path, with both values', () => {
    const seen = structuredClone(rows)
    Object.assign(seen[3] ?? {}, { name: 'other', extra: 1 })
    seen.pop()
    expect(differences({ rows }, { rows: seen }, same)).toBe(
      [
        'rows[3].extra: 1, required nothing',
        'rows[3].name: "other", required "row 3"',
        'rows[39]: nothing, required {"id": 39, "name": "row 39", "tags": ["a", "b"]}',
      ].join('\n'),
    )
  })

  test('with the number of those left out', () => {
    const seen = rows.map((row) => ({ ...row, name: '' }))
    expect(differences(rows, seen, same)).toMatch(/and 30 more differences$/)
  })

  test('in texts of many lines by line', () => {
    const dump = rows.map(({ name }) => `create table ${name};`)
    const seen = dump.with(7, 'create table other;')
    expect(differences(dump.join('\n'), seen.join('\n'), same)).toBe(
      'from line 8 on: "create table other;", required "create table row 7;"',
    )
    const more = { dump: [...dump, 'more'].join('\n') }
    expect(differences({ dump: dump.join('\n') }, more, same)).toBe(
      'dump, from line 41 on: "more", required nothing',
    )
  })

  test('and small ones, or those of two kinds, are shown in full', () => {
    expect(differences({ a: 1 }, { a: 2 }, same)).toBeUndefined()
    expect(differences(rows, undefined, same)).toBeUndefined()
    expect(differences('x'.repeat(700), 'y'.repeat(700), same)).toBeUndefined()
  })
})
