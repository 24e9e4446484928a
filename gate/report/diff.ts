/** The difference between two runs: for people, and as one JSON document. */
import { plural } from '#gate/plural.ts'
import { type Change, others, worse } from '#gate/verdict/diff.ts'
import type { MovedFigure } from '#gate/verdict/figures.ts'
import { oneLine } from './text.ts'

export interface Difference {
  /** Ids of the runs. */
  before: string
  after: string
  changes: readonly Change[]
  moved: readonly MovedFigure[]
  /** Why figures were not compared, if they were not. */
  figuresLeftOut?: string
}

const titles: Record<Change['kind'], string> = {
  'newly-failing': 'Newly failing',
  'newly-waived': 'Newly waived',
  'coverage-lost': 'Measured before, not any more',
  'level-lowered': 'Demanded less strictly',
  'floor-lowered': 'Measured by fewer observations',
  'still-failing': 'Still failing',
  fixed: 'Fixed',
  'coverage-gained': 'Measured now, not before',
}

/** How many changes for the worse there are, of verdicts and of figures. */
export function worseCount({ changes, moved }: Difference): number {
  const kinds: readonly string[] = worse
  const bad = changes.filter(({ kind }) => kinds.includes(kind))
  return bad.length + moved.filter(({ isWorse }) => isWorse).length
}

export function renderDiff(difference: Difference): string {
  const { after, before, changes, figuresLeftOut, moved } = difference
  const groups = [...worse, ...others].map((kind) => {
    const members = changes.filter((change) => change.kind === kind)
    return listed(
      titles[kind],
      members.map(({ claim, detail }) => `${oneLine(claim)}  ${oneLine(detail)}`),
    )
  })
  const figures = listed('Figures that moved beyond their noise', moved.map(figureText))
  const left = figuresLeftOut === undefined ? '' : `Figures were not compared: ${figuresLeftOut}\n`
  const count = worseCount(difference)
  const last = count === 0 ? 'Nothing is worse' : `${plural(count, 'change')} for the worse`
  return `${[...groups, figures, left].join('')}${last}: ${before} to ${after}\n`
}

function listed(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}\n`).join('')}\n`
}

function figureText({ after, before, claim, isWorse, name }: MovedFigure): string {
  const sides = `${rounded(before)}, now ${rounded(after)}`
  return `${oneLine(claim)}  ${oneLine(name)}: ${sides} (${isWorse ? 'worse' : 'better'})`
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)))
}

export function renderDiffJson(difference: Difference): string {
  return `${JSON.stringify({ ...difference, worse: worseCount(difference) }, null, 2)}\n`
}
