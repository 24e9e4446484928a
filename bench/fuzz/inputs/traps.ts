/** Texts of YAML that are short, and long or endless for who walks through their values. */
import fc from 'fast-check'

const levels = 12
const deep = 600
/** Of what follows a trap: enough for who goes on reading. */
const maxLinesAfter = 10

/** Ten of what is below, ten times over. */
const bomb = Array.from({ length: levels }, (_, level) => {
  const below = level === 0 ? '"x"' : `*b${level - 1}`
  return `b${level}: &b${level} [${Array(10).fill(below).join(', ')}]`
}).join('\n')

/** Values that a key may have; what they refer to stands in {@link heads}. */
const values = [
  `*b${levels - 1}`,
  '*me',
  '{ <<: *me }',
  '{ <<: [*me, *me] }',
  '{ <<: 5 }',
  '&again { again: *again }',
  '&list [*list, *list]',
  '*nowhere',
  '!!set { a, b }',
  '!!binary AAAA',
  '!!timestamp 2001-12-14t21:59:43.10-05:00',
  '!!float .nan',
  '!a!b c',
  '? [a, b]\n  : c',
  '{ ? { a: b } : c, [1]: 2, null: 3, "": 4 }',
  '0o777',
  '1_000',
  '12345678901234567890123456789',
  '>-\n    folded\n\n     more',
  '|2+\n     kept\n\n',
  '['.repeat(deep) + ']'.repeat(deep),
  '{a: '.repeat(deep) + '}'.repeat(deep),
  '['.repeat(deep),
]

const heads = [
  '',
  `${bomb}\n`,
  '%YAML 1.1\n---\n',
  '---\n---\n',
  'me: &me 5\n',
  'me: &me { a: *me }\n',
]

/** A trap in place of the value of a key, for keys that a language has. */
export function trapTexts(texts: readonly string[]): fc.Arbitrary<string> {
  const lines = (text: string) => {
    const all = text.split('\n')
    return all.flatMap((line, at) => (/^[ -]*"?[\w.:/-]+"?:/.test(line) ? [at] : []))
  }
  const spots = texts.flatMap((text) => lines(text).map((at) => [text, at] as const))
  return fc
    .tuple(fc.constantFrom(...heads), fc.constantFrom(...spots), fc.constantFrom(...values))
    .map(([head, [text, at], value]) => {
      const all = text.split('\n')
      const line = all[at] ?? ''
      const key = /^[ -]*"?[\w.:/-]+"?:/.exec(line)?.[0] ?? ''
      const indent = key.search(/[^ -]/)
      const rest = all.slice(at + 1)
      // What was below the key goes with its value.
      const end = rest.findIndex((each) => each.trim() !== '' && each.search(/[^ ]/) <= indent)
      const after = end < 0 ? [] : rest.slice(end, end + maxLinesAfter)
      return [head + all.slice(0, at).join('\n'), `${key} ${value}`, ...after].join('\n')
    })
}
