/** Words and values that readers trip over, whatever the language. */
import fc from 'fast-check'

const longLength = 5_000

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the notation of compose files
/** Words that mean something to somebody: to JavaScript, to YAML, to a shell, to a URL. */
export const hostileWords: readonly string[] = [
  '',
  ' ',
  '\0',
  '\uFEFF',
  '\uD800',
  '\r',
  '\u2028',
  '__proto__',
  'constructor',
  'toString',
  'length',
  'null',
  '~',
  '-0',
  '0x10',
  '1e999',
  '-1',
  '65536',
  '9007199254740993',
  '2026-02-30',
  '100d',
  ':80',
  '80:',
  'a:b:c:d:e',
  '[::1]:80',
  'http://[',
  'https://a.example:99999/%zz',
  '../../..',
  '/',
  '%',
  '$',
  '$$',
  '${A',
  '${A:-${B:?c}}',
  '${A:-$A}',
  '{unique}',
  '{{ a }}',
  '{',
  '}',
  '[',
  '(',
  '*a',
  '&a',
  '!reset',
  '<<',
  '<<EOF',
  '#',
  '\\',
  '"',
  "'",
  '`',
  '```',
  '|',
  '- |',
  '\t',
  '\n',
  '\r\n',
  'a'.repeat(longLength),
  '('.repeat(longLength),
  '[['.repeat(100),
  '${A:-'.repeat(500),
]
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the notation of compose files

/** Any code point; fast-check's own makes a table of a million of them. */
const character = fc.nat(0x10_ff_ff).map((code) => String.fromCodePoint(code))

/** A hostile word, or any text. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostileWords) },
  { weight: 1, arbitrary: fc.array(character, { maxLength: 8 }).map((all) => all.join('')) },
)

/** A value of the wrong kind, wherever it is put. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, false, 0, -0, -1, 0.5, 1e21, 2 ** 53, 65_536),
  fc.constantFrom<unknown>(Number.NaN, Number.POSITIVE_INFINITY),
  fc
    .constantFrom('[]', '{}', '[[]]', '[null]', '{"":""}', '{"a":{"b":[{}]}}')
    .map((text) => JSON.parse(text)),
)
