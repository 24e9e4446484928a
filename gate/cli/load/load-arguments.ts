/** The command line of `preflight load`, as data. */
import { parseArgs } from 'node:util'
import { type TuningRow, tuningTable } from '#guide/tuning-table.ts'
import { engines, numberOption, oneOf, parseStrict, usage } from '../command-line.ts'

export interface LoadArguments {
  rows: readonly TuningRow[]
  /** Default: found as `findConfig` does. */
  target: string | undefined
  url: string | undefined
  engine: (typeof engines)[number]
  quick: boolean
  /** How many k6 processes share each row; 1 if not distributed. */
  processes: number
  distributed: boolean
  out: string
  json: boolean
}

/** More on one machine only slows every start down. */
const maxProcesses = 32

function rowsOf(words: readonly string[]): readonly TuningRow[] {
  const names = tuningTable.map(({ name }) => name)
  const expected = `one of ${[...names, 'all'].join(', ')}`
  const [word, more] = words
  if (word === undefined) throw usage(`ROW: expected ${expected}, got nothing`)
  if (more !== undefined) throw usage(`ROW: expected ${expected}, got "${words.join(' ')}"`)
  if (word === 'all') return tuningTable
  const row = tuningTable.find(({ name }) => name === word)
  if (row) return [row]
  throw usage(`ROW: expected ${expected}, got "${word}"`)
}

/**
 * Parses the arguments of `preflight load`.
 * @throws PreflightError PREFLIGHT_E_USAGE naming the option and what was expected
 */
export function parseLoadArguments(args: readonly string[]): LoadArguments {
  const { values, positionals } = parseStrict(() =>
    parseArgs({
      args: [...args],
      options: {
        target: { type: 'string' },
        url: { type: 'string' },
        engine: { type: 'string', default: 'auto' },
        quick: { type: 'boolean', default: false },
        distributed: { type: 'string' },
        out: { type: 'string', default: 'runs' },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    }),
  )
  const { target, url, quick, out, json, distributed } = values
  const bounds = { min: 2, max: maxProcesses, whole: true }
  return {
    rows: rowsOf(positionals),
    target,
    url,
    quick,
    out,
    json,
    engine: oneOf('--engine', values.engine, engines),
    processes: distributed === undefined ? 1 : numberOption('--distributed', distributed, bounds),
    distributed: distributed !== undefined,
  }
}
