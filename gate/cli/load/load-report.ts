/** The result of a load as a table and as JSON: pure functions. */

import type { RowFigures, RowVerdict } from '#gate/kit/traffic/judge-row.ts'
import { plural } from '#gate/plural.ts'
import type { OverallVerdict } from '#gate/verdict/record.ts'
import { exitCodes } from '#gate/verdict/verdict.ts'

export interface LoadedRow extends RowFigures, Omit<RowVerdict, 'onlyLate'> {
  row: string
  seconds: number
  /** k6 processes that shared the row. */
  processes: number
  /** Names in `folder`: k6's summary, and the k6-operator manifest if there is one. */
  files: string[]
}

export interface LoadOutcome {
  target: string
  /** The URL of an attached target. */
  attachedTo?: string
  rows: readonly LoadedRow[]
  cpus: number
  /** Absolute. */
  folder: string
}

/** The verdict of the worst row; a failure is worse than a row that could not be judged. */
export function overallOf(rows: readonly Pick<RowVerdict, 'verdict'>[]): OverallVerdict {
  if (rows.some(({ verdict }) => verdict === 'fail')) return 'NO-GO'
  if (rows.length === 0 || rows.some(({ verdict }) => verdict !== 'pass')) return 'INCONCLUSIVE'
  return 'GO'
}

export function exitCodeOf({ rows }: LoadOutcome): 0 | 1 | 2 {
  return exitCodes[overallOf(rows)]
}

export function renderLoadJson(outcome: LoadOutcome): string {
  return `${JSON.stringify({ verdict: overallOf(outcome.rows), ...outcome }, null, 2)}\n`
}

const oneDigit = (value: number) => value.toFixed(1)

const columns: readonly [head: string, cell: (row: LoadedRow) => string][] = [
  ['row', ({ row }) => row],
  ['offered/s', (row) => oneDigit(row.offeredPerSecond)],
  ['achieved/s', (row) => oneDigit(row.achievedPerSecond)],
  ['dropped', ({ dropped }) => String(dropped)],
  ['errors', ({ errors }) => String(errors)],
  ['p50 ms', ({ p50Ms }) => oneDigit(p50Ms)],
  ['p95 ms', ({ p95Ms }) => oneDigit(p95Ms)],
  ['p99 ms', ({ p99Ms }) => oneDigit(p99Ms)],
  ['lag p99', ({ lagP99Ms }) => oneDigit(lagP99Ms)],
  ['backends', ({ backendsMax }) => (backendsMax === null ? '-' : String(backendsMax))],
  ['k6 CPU', ({ generatorCpuShare }) => `${Math.round(generatorCpuShare * 100)} %`],
  ['verdict', ({ verdict }) => verdict],
]

/** One line per row, with the reasons below it if it failed or could not be judged. */
export function renderLoad(outcome: LoadOutcome): string {
  const { rows, folder, target, attachedTo, cpus } = outcome
  const cells = rows.map((row) => columns.map(([, cell]) => cell(row)))
  const heads = columns.map(([head]) => head)
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...cells.map((line) => line[column]?.length ?? 0)),
  )
  const line = (texts: readonly string[]) =>
    texts
      .map((text, column) => {
        const width = widths[column] ?? 0
        const left = column === 0 || column === texts.length - 1
        return left ? text.padEnd(width) : text.padStart(width)
      })
      .join('  ')
      .trimEnd()
  const body = rows.flatMap((row, index) => [
    line(cells[index] ?? []),
    ...row.reasons.map((reason) => `            ${reason}`),
  ])
  const where =
    attachedTo === undefined ? 'started in production mode' : `attached at ${attachedTo}`
  const cpuCount = plural(cpus, 'CPU')
  const closing = [
    `${overallOf(rows)}  ${target}, ${where}; k6, backend and database shared ${cpuCount}`,
    ...(attachedTo === undefined
      ? []
      : ['the pool of an attached target is not changed: only the rate of the row was applied']),
    `k6 summaries: ${folder}`,
  ]
  return `${[line(heads), ...body, '', ...closing].join('\n')}\n`
}
