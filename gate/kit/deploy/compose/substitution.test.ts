import { expect, test } from 'vitest'
import { markOpen, substitute, substituteAll, variablesOf } from './substitution.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
// What `docker compose config` makes of them with SET=set and EMPTY empty, nothing else.
test.for([
  ['20', '20'],
  ['${A:-${B:-3}}', '3'],
  ['${A:-a${B:-b}c}-${C-d}', 'abc-d'],
  ['[${A:+x}]', '[]'],
  ['[${EMPTY+x}][${EMPTY:+x}][${SET:+x${SET}}]', '[x][][xset]'],
  ['[${EMPTY-d}][${EMPTY:-d}]', '[][d]'],
  ['$$A $${A} $5 $ a$', '$A ${A} $5 $ a$'],
  ['${A:-x$$y}', 'x$y'],
  ['${A:-{"x":1}}', '{"x":1}'],
  ['${A:-a:-b}', 'a:-b'],
  ['${A-b?c}', 'b?c'],
  ['${A:-}', ''],
  ['${s_1:-l}', 'l'],
  ['${constructor:-l}${__proto__-m}', 'lm'],
  ['$SET-$SET.', 'set-set.'],
  ['${SET:?say ${B}}', 'set'],
  ['${EMPTY?}', ''],
] as const)('%s is "%s"', ([text, expected]) => {
  const values = { SET: 'set', EMPTY: '' }
  expect(substitute(text, values)).toEqual({ text: expected, isOpen: false })
})

test.for([
  ['$A', ''],
  ['a${A}b', 'ab'],
  ['${A:?}', '1'],
  ['${EMPTY:?}', '1'],
  ['${A:-${B}}', ''],
  ['${A:-${B:?}}', '1'],
] as const)('%s depends on somebody who sets it', ([text, expected]) => {
  expect(substitute(text, { EMPTY: '' }, '1')).toEqual({ text: expected, isOpen: true })
})

test('variables may be nested, but not without end', () => {
  const nested = (levels: number) => `${'${A:-'.repeat(levels)}x${'}'.repeat(levels)}`
  expect(substitute(nested(100))).toEqual({ text: 'x', isOpen: false })
  expect(substitute(nested(50_000)).text).toContain('x')
  expect(variablesOf(nested(50_000))).toEqual([{ name: 'A', absence: 'default' }])
  expect(markOpen(nested(50_000), '1')).toContain('x')
})

test('a text in which nothing is closed is read in one go', () => {
  const text = '${A:-'.repeat(50_000)
  expect(substitute(text)).toEqual({ text, isOpen: false })
})

test.for(['${A', '${A/b}', '${1}', '${}', '${A:b}', '${A:-${B}'])(
  '%s, which Compose refuses, stays as it is from there on',
  (text) => expect(substitute(text).text.startsWith('${')).toBe(true),
)

test.for([
  ['$A', '?'],
  ['${A}', '?'],
  ['${A:?say so}', '?'],
  ['${A:-${B?}}', '?'],
  ['${A:-}', '?'],
  ['${A:-b}', 'b'],
  ['${A:+b}', 'b'],
  ['[${A:+${A}@}]', '[?@]'],
  ['${A:-a${B}c}', 'a?c'],
  ['a$A', 'a?'],
  ['$A$B', '??'],
  ['$$A', '$A'],
  ['a', 'a'],
] as const)('%s is %s, where ? is a value of somebody else', ([text, expected]) => {
  expect(markOpen(text, '?')).toBe(expected)
})

test.for([
  ['$A', [{ name: 'A', absence: 'none' }]],
  ['${A}', [{ name: 'A', absence: 'none' }]],
  ['${A:-b}', [{ name: 'A', absence: 'default' }]],
  ['${A:+b}', [{ name: 'A', absence: 'default' }]],
  ['${A:?}', [{ name: 'A', absence: 'required' }]],
  ['$$A', []],
  [
    '${A:-${B:-${C}}}',
    [
      { name: 'A', absence: 'default' },
      { name: 'B', absence: 'default' },
      { name: 'C', absence: 'none' },
    ],
  ],
] as const)('%s has its variables', ([text, variables]) => {
  expect(variablesOf({ services: [text, { key: text }] })).toEqual(variables)
})

test('a document is substituted in its values, not in its keys', () => {
  const document = { $A: ['$A', { b: '${B:-2}', n: 1, none: null }] }
  expect(substituteAll(document, { A: 'a' })).toEqual({ $A: ['a', { b: '2', n: 1, none: null }] })
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation
