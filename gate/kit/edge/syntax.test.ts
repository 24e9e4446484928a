import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Directive, parseNginx } from './syntax.ts'

/** Words as nested lists: a block is the last element of its directive. */
type Shape = (string | Shape)[]
const shape = (directives: readonly Directive[]): Shape[] =>
  directives.map(({ name, args, block }) => [
    name,
    ...args.map(({ value }) => value),
    ...(block ? [shape(block) as unknown as Shape] : []),
  ])
const shapeOf = (text: string) => shape(parseNginx(text, 'a.conf'))

describe('words', () => {
  test.each<[string, unknown]>([
    ['a b;', [['a', 'b']]],
    [
      'a b; #c d\ne f;',
      [
        ['a', 'b'],
        ['e', 'f'],
      ],
    ],
    ['    #listen 80;\n  a;', [['a']]],
    ['a # of it\n b;', [['a', 'b']]],
    ['a b#c;', [['a', 'b#c']]],
    [`a "b;c" 'd{e}';`, [['a', 'b;c', 'd{e}']]],
    [String.raw`a "b\"c\\" 'd\'e' f\;g "h\ti";`, [['a', 'b"c\\', "d'e", 'f\\;g', 'h\ti']]],
    ['a b"c;', [['a', 'b"c']]],
    ['set $x ${host}y;', [['set', '$x', '${host}y']]],
    ['if ($a ~ "x{2}") { return 1; }', [['if', '($a', '~', 'x{2}', ')', [['return', '1']]]]],
    ['a { b { c; } }\nd;', [['a', [['b', [['c']]]]], ['d']]],
    ['a{b c;}', [['a', [['b', 'c']]]]],
    ['a\r\n\tb\r\n;', [['a', 'b']]],
    ['a "";', [['a', '']]],
    ['', []],
    ['# nothing', []],
    // Code in Lua is one word of OpenResty's.
    [
      'a { set_by_lua_block $b { if x == "}" then return {1} end -- it\'s }\n } c; }',
      [['a', [['set_by_lua_block', '$b'], ['c']]]],
    ],
    ['init_by_lua_block { x = [=[ } ]] ]=] --[[ } \n} ]] y = "\\"}" }', [['init_by_lua_block']]],
  ])('%j', (text, expected) => expect(shapeOf(text)).toEqual(expected))

  test.each([
    ['a b', 'unexpected end of file'],
    ['a {', 'unexpected end of file, expecting "}"'],
    ['}', 'unexpected "}"'],
    ['a { b; } }', 'unexpected "}"'],
    ['a { b }', 'unexpected "}"'],
    ['a "b;', 'a quote is not closed'],
    ['a_by_lua_block { {}', 'a block in Lua is not closed'],
    ['a "b"c;', 'unexpected "c"'],
    [';', 'unexpected ";"'],
    ['a;\n{ b; }', 'a.conf:2: unexpected "{"'],
  ])('%j is refused', (text, problem) => {
    expect(() => parseNginx(text, 'a.conf')).toThrow(problem)
  })
})

test('every word stands where it is said to stand', () => {
  const text = `http {\n  # c\n  add_header "X-A" 'b c' always;\n}\n`
  const [http] = parseNginx(text, 'a.conf')
  const [header] = http?.block ?? []
  expect(header).toMatchObject({ file: 'a.conf', line: 3, name: 'add_header' })
  expect(header?.args.map(({ start, end }) => text.slice(start, end))).toEqual([
    '"X-A"',
    "'b c'",
    'always',
  ])
  expect(text.slice(header?.start, header?.end)).toBe(`add_header "X-A" 'b c' always;`)
  expect(text.slice(http?.start, http?.inside)).toBe('http {')
})

/** Text that means a word, in any of nginx' notations. */
const word = fc
  .string({ unit: fc.constantFrom(...'aB0$./:-_=~^*|(){};#"\'\\ \t\n'), maxLength: 8 })
  .map((value) => ({
    value,
    text: `"${value.replace(/[\\"]/g, '\\$&')}"`,
  }))
const name = fc.stringMatching(/^[a-z_]{1,8}$/)
const gap = fc.constantFrom(' ', '\n', '\t', ' # a comment; { }\n ', '\r\n')

test('whatever is quoted comes back as it was, between comments of all kinds', () => {
  fc.assert(
    fc.property(
      name,
      fc.array(fc.tuple(gap, word), { maxLength: 5 }),
      gap,
      (first, parts, last) => {
        const words = parts.map(([space, { text: quoted }]) => space + quoted).join('')
        const text = `${last}${first}${words}${last};`
        const wanted = [[first, ...parts.map(([, { value }]) => value)]]
        expect(shapeOf(text)).toEqual(wanted)
      },
    ),
  )
})

test('no text at all breaks it: it is read, or refused by name', () => {
  const unit = fc.constantFrom(...'ab{};#"\'\\$ \n\0é')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      try {
        parseNginx(text, 'a.conf')
      } catch (error) {
        expect(String(error)).toMatch(/a\.conf:\d+: /)
      }
    }),
    { numRuns: 2_000 },
  )
})
