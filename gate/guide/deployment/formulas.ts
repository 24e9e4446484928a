/** The formula for max_connections that a guide gives. */
import type { Guide } from '../document/guide.ts'
import { namesInSum } from './arithmetic.ts'
import { termOf } from './pool-names.ts'

export interface Formula {
  /** The sum on the other side of `max_connections >=`. */
  sum: string
  line: number
  /** What stands beside it, which may say how its names are meant. */
  around: string
}

const comparison = /\bmax_?connections\b\s*(?:>=|≥|>|==?|:)\s*(.+)$/i
const reversed = /^(.+?)\s*(?:<=|≤|<)\s*max_?connections\b/i

/** Longer than anybody writes. */
const maxLength = 300

/** Code in backticks, and lines of blocks, each a candidate. */
function candidates({ lines }: Guide): [text: string, line: number][] {
  return lines.flatMap((line, at) => {
    const inCode = [...line.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)
    return [...inCode, line].map((text): [string, number] => [text, at + 1])
  })
}

/** Formulas of names that are known: pool sizes, workers, instances. */
export function formulasOf(guide: Guide): Formula[] {
  const found = new Map<number, Formula>()
  for (const [text, line] of candidates(guide)) {
    const plain = text.trim()
    const sum = (comparison.exec(plain)?.[1] ?? reversed.exec(plain)?.[1])?.trim()
    if (sum === undefined || sum.length > maxLength || found.has(line)) continue
    const terms = namesInSum(sum).map(termOf)
    if (!terms.includes('size') || terms.includes(undefined)) continue
    const around = guide.lines.slice(Math.max(0, line - 4), line + 4).join(' ')
    found.set(line, { sum, line, around })
  }
  return [...found.values()]
}
