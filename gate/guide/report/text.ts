/** Contradictions for a terminal: line, what is wrong, what was run, what it printed, the fix. */
import wrapAnsi from 'wrap-ansi'
import { painter } from '#gate/colour.ts'
import { plural } from '#gate/plural.ts'
import type { Contradiction } from './contradiction.ts'

const columns = 100
const indent = '  '
const labelWidth = 9

function labelled(label: string, text: string): string {
  const width = columns - indent.length - labelWidth
  const [first = '', ...rest] = wrapAnsi(text, width, { hard: true }).split('\n')
  const under = rest.map((line) => `${indent}${' '.repeat(labelWidth)}${line}`)
  return [`${indent}${label.padEnd(labelWidth)}${first}`, ...under].join('\n')
}

/**
 * @param file the guide, as the user named it
 * @param options.colour whether the terminal has colours
 */
export function contradictionsText(
  file: string,
  contradictions: readonly Contradiction[],
  { colour }: { colour: boolean },
): string {
  const paint = painter(colour)
  const parts = contradictions.map(
    ({ line, id, quote, related, problem, ran, printed, fix, claims }) =>
      [
        `${paint('bold', `${file}:${line}`)}  ${id}`,
        labelled('quote', quote),
        labelled('problem', problem),
        labelled('ran', ran),
        labelled('printed', printed),
        labelled('fix', fix),
        ...(related.length === 0 ? [] : [labelled('see', `line ${related.join(', ')}`)]),
        ...(claims.length === 0 ? [] : [labelled('claims', claims.join(', '))]),
        '',
      ].join('\n'),
  )
  const lines = new Set(contradictions.map(({ line }) => line)).size
  const sum =
    contradictions.length === 0
      ? 'no contradiction found'
      : `${plural(contradictions.length, 'contradiction')} at ${plural(lines, 'line')}`
  return `${[...parts, sum].join('\n')}\n`
}
