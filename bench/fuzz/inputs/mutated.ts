/** Real texts with a few edits: most of what a language has stays in place around each. */
import fc from 'fast-check'
import { hostileText } from './hostile.ts'

/** Longer texts are cut, so that a run has many inputs. */
const maxLines = 40
const maxLength = 60_000
/** Places are parts of a text's length. */
const parts = 10_000
const place = fc.nat(parts - 1)

type Edit = (text: string) => string

function at(text: string, part: number): number {
  return Math.floor((part / parts) * text.length)
}

function onLines(part: number, count: number, change: (lines: string[]) => string[]): Edit {
  return (text) => {
    const lines = text.split('\n')
    const from = Math.floor((part / parts) * lines.length)
    const some = lines.slice(from, from + count)
    return [...lines.slice(0, from), ...change(some), ...lines.slice(from + count)].join('\n')
  }
}

const put = fc.record({ where: place, over: fc.nat(6), text: hostileText }).map(
  ({ where, over, text }): Edit =>
    (old) => {
      const from = at(old, where)
      return old.slice(0, from) + text + old.slice(from + over)
    },
)

/** Another word of the same text in place of a word. */
const exchanged = fc.tuple(place, place).map(
  ([one, other]): Edit =>
    (text) => {
      const words = [...text.matchAll(/[\w./-]+/g)]
      const target = words[Math.floor((one / parts) * words.length)]
      const source = words[Math.floor((other / parts) * words.length)]
      if (!target || !source) return text
      const end = target.index + target[0].length
      return text.slice(0, target.index) + source[0] + text.slice(end)
    },
)

const removed = fc
  .tuple(place, fc.integer({ min: 1, max: 4 }))
  .map(([where, count]) => onLines(where, count, () => []))

const repeated = fc
  .tuple(place, fc.integer({ min: 1, max: 4 }), fc.constantFrom(2, 2, 2, 3, 200))
  .map(([where, count, times]) =>
    onLines(where, count, (lines) => Array<string[]>(times).fill(lines).flat()),
  )

const indented = fc
  .tuple(place, fc.integer({ min: 1, max: 6 }), fc.constantFrom('  ', '    ', '\t', '> ', '- '))
  .map(([where, count, by]) => onLines(where, count, (lines) => lines.map((line) => by + line)))

const unindented = fc
  .tuple(place, fc.integer({ min: 1, max: 6 }))
  .map(([where, count]) => onLines(where, count, (lines) => lines.map((line) => line.trimStart())))

const endsEarly = place.map(
  (where): Edit =>
    (text) =>
      text.slice(0, at(text, where)),
)

const otherLineEnds = fc.constantFrom<Edit>(
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
)

/** Some lines of a text; all of them if it is short. */
function excerpt(text: string, part: number): string {
  const lines = text.split('\n')
  if (lines.length <= maxLines) return text
  const from = Math.floor((part / parts) * (lines.length - maxLines))
  return lines.slice(from, from + maxLines).join('\n')
}

/** Real texts, or a text of an arbitrary, with up to six edits each. */
export function mutated(texts: readonly string[] | fc.Arbitrary<string>): fc.Arbitrary<string> {
  const text = Array.isArray(texts)
    ? fc.constantFrom<string>(...texts)
    : (texts as fc.Arbitrary<string>)
  const spliced = fc.tuple(text, place, place).map(
    ([other, from, where]): Edit =>
      (old) => {
        const some = onLines(from, 8, (lines) => lines)
        const lines = some(other).split('\n').slice(0, 8).join('\n')
        return `${old.slice(0, at(old, where))}\n${lines}\n${old.slice(at(old, where))}`
      },
  )
  const edit = fc.oneof(
    { weight: 6, arbitrary: put },
    { weight: 4, arbitrary: exchanged },
    { weight: 2, arbitrary: removed },
    { weight: 2, arbitrary: repeated },
    { weight: 2, arbitrary: indented },
    { weight: 2, arbitrary: unindented },
    { weight: 2, arbitrary: spliced },
    { weight: 1, arbitrary: endsEarly },
    { weight: 1, arbitrary: otherLineEnds },
  )
  return fc
    .record({ text, part: place, edits: fc.array(edit, { maxLength: 6 }) })
    .map((input) =>
      input.edits
        .reduce((now, change) => change(now).slice(0, maxLength), excerpt(input.text, input.part))
        .slice(0, maxLength),
    )
}
