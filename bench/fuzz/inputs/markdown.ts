/** Guides of Markdown, whose blocks have the other languages in them. */
import fc from 'fast-check'
import { hostileText } from './hostile.ts'
import { wordsOf } from './repository.ts'

/** A text of some language, and what a guide calls it. */
export type Sample = readonly [language: string, text: fc.Arbitrary<string>]

const fences = ['```', '````', '~~~']
const rowsAtMost = 4

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...others] = rows
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...others.map(line)].join('\n')
}

/**
 * Guides built of blocks.
 * @param guides real ones, for their words
 * @param samples for their blocks of code
 */
export function markdownTexts(
  guides: readonly string[],
  samples: readonly Sample[],
): fc.Arbitrary<string> {
  const words = wordsOf(guides, /\S+/g)
  const word = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: hostileText },
  )
  const line = fc.array(word, { minLength: 1, maxLength: 12 }).map((each) => each.join(' '))
  const code = fc
    .tuple(fc.constantFrom(...samples), fc.constantFrom(...fences), fc.boolean())
    .chain(([[language, text], fence, closes]) =>
      fc.tuple(text, line).map(([inner, name]) => {
        const end = closes ? `\n${fence}` : ''
        return `${fence}${language} ${name.slice(0, 20)}\n${inner}${end}`
      }),
    )
  const block = fc.oneof(
    { weight: 3, arbitrary: line },
    { weight: 3, arbitrary: code },
    fc
      .tuple(fc.integer({ min: 1, max: 6 }), line)
      .map(([depth, text]) => `${'#'.repeat(depth)} ${text}`),
    fc
      .array(fc.tuple(fc.constantFrom('- ', '* ', '1. ', '- [ ] ', '    - ', '> '), line), {
        maxLength: 5,
      })
      .map((items) => items.map(([mark, text]) => mark + text).join('\n')),
    fc.array(fc.array(word, { maxLength: 4 }), { maxLength: rowsAtMost }).map(table),
    line.map((text) => `<details><summary>${text}</summary>\n\n${text}\n\n</details>`),
    line.map((text) => `[${text}](http://a.example "${text}") ![${text}][1]\n\n[1]: <${text}>`),
    hostileText,
  )
  return fc.array(block, { maxLength: 10 }).map((blocks) => blocks.join('\n\n'))
}
