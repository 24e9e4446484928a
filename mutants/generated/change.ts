/** A change of a file that an operator makes, and the mutant that it becomes. Pure. */
import { createHash } from 'node:crypto'
import { type Edit, edit, type Mutant } from '../mutant.ts'

/** What is done to a place in a file. The names are part of every mutant's id. */
export const operators = [
  'negate-condition',
  'move-boundary',
  'swap-logical',
  'drop-fallback',
  'drop-statement',
  'drop-await',
  'drop-option',
  'drop-element',
  'swap-values',
  'flip-boolean',
  'constant-by-one',
  'constant-unit',
  'drop-directive',
  'drop-instruction',
  'drop-line',
  'drop-key',
  'drop-command',
] as const

export type Operator = (typeof operators)[number]

export interface Change {
  operator: Operator
  /** Offsets into the text of the file. */
  start: number
  end: number
  /** What comes to stand there. */
  put: string
}

/** A change that can be chosen. */
export interface Candidate extends Change {
  /** The same wherever the lines come to stand in their file. */
  id: string
  file: string
  /** Of the first changed line, from 1: for readers only. */
  line: number
  /** The lines that change, and what becomes of them, with single spaces. */
  from: string
  to: string
}

interface Lines {
  start: number
  end: number
}

/** The whole lines that an area touches. */
function linesOf(text: string, { start, end }: Lines): Lines {
  const next = text.indexOf('\n', end)
  return { start: text.lastIndexOf('\n', start - 1) + 1, end: next < 0 ? text.length : next }
}

function changed(text: string, lines: Lines, { start, end, put }: Change): string {
  return text.slice(lines.start, start) + put + text.slice(end, lines.end)
}

const oneLine = (text: string) => text.trim().replace(/\s+/g, ' ')

/**
 * The changes of a file as candidates. An id is a hash of the file, the operator and the lines, so
 * it stays when other lines are added. The same change of equal lines is told apart by its number.
 */
export function candidatesOf(file: string, text: string, changes: readonly Change[]): Candidate[] {
  const seen = new Map<string, number>()
  return changes.flatMap((change) => {
    const lines = linesOf(text, change)
    const from = oneLine(text.slice(lines.start, lines.end))
    const to = oneLine(changed(text, lines, change))
    if (from === to) return []
    const what = JSON.stringify([file, change.operator, from, to])
    const number = seen.get(what) ?? 0
    seen.set(what, number + 1)
    const hash = createHash('sha256').update(`${what} ${number}`).digest('hex').slice(0, 10)
    const line = text.slice(0, change.start).split('\n').length
    return [{ ...change, id: `${change.operator}-${hash}`, file, line, from, to }]
  })
}

const occursOnce = (text: string, part: string) =>
  text.indexOf(part) === text.lastIndexOf(part) && part !== ''

/** The edit of a candidate: as many whole lines around it as it takes to be found only once. */
export function editOf(text: string, candidate: Candidate): Edit {
  let lines = linesOf(text, candidate)
  while (!occursOnce(text, text.slice(lines.start, lines.end))) {
    lines = linesOf(text, {
      start: Math.max(0, lines.start - 1),
      end: Math.min(text.length, lines.end + 1),
    })
  }
  const found = text.slice(lines.start, lines.end)
  return edit(candidate.file, found, changed(text, lines, candidate))
}

/** The mutant of a candidate. It declares no claim: any that fails will do. */
export function mutantOf(text: string, candidate: Candidate): Mutant {
  const { id, operator, file, line } = candidate
  const defect = `${operator} at ${file}:${line}`
  return { id, section: 'harmless', defect, kills: [], edits: [editOf(text, candidate)] }
}
