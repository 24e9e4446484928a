/** The command line of `preflight load`: its options, and what they say as data. */
import { type Command, Option } from 'commander'
import { type TuningRow, tuningTable } from '#guide/tuning-table.ts'
import {
  choiceArgument,
  engineOption,
  type engines,
  jsonOption,
  newCommand,
  numberOption,
  outOption,
  quickOption,
  targetOption,
} from '../command-line.ts'

export interface LoadArguments {
  rows: readonly TuningRow[]
  /** Default: found as `findConfig` does. */
  target: string | undefined
  url?: string
  engine: (typeof engines)[number]
  quick: boolean
  /** How many k6 processes share each row; 1 if not distributed. */
  processes: number
  distributed: boolean
  /** Whether k6 shows the load on a page while it runs, and keeps that page. */
  dashboard: boolean
  out: string
  json: boolean
}

/** More on one machine only slows every start down. */
const maxProcesses = 32

/** `preflight load`, without its code. */
export function loadCommand(): Command {
  const names = [...tuningTable.map(({ name }) => name), 'all']
  return newCommand('load', 'run the load of a row of the tuning table and judge the result')
    .addArgument(choiceArgument('<row>', 'a row of the tuning table, or all', names))
    .addOption(targetOption())
    .option('--url <url>', 'load a backend that already runs on this machine')
    .option(
      '--distributed <processes>',
      'split the load over so many k6 processes; write a k6-operator manifest',
    )
    .addOption(
      new Option('--dashboard', "show k6's web dashboard, and keep its page with the run")
        .default(false)
        .conflicts('distributed'),
    )
    .addOption(quickOption('10 s instead of 60 s per row'))
    .addOption(engineOption())
    .addOption(outOption())
    .addOption(jsonOption())
}

type Given = Omit<LoadArguments, 'rows' | 'processes' | 'distributed'> & { distributed?: string }

/**
 * What the arguments and options of `load` say.
 * @throws PreflightError PREFLIGHT_E_USAGE naming the option and what was expected
 */
export function loadArguments(command: Command): LoadArguments {
  const [row] = command.args
  const { distributed, ...others } = command.opts<Given>()
  const bounds = { min: 2, max: maxProcesses, whole: true }
  return {
    ...others,
    rows: tuningTable.filter(({ name }) => row === 'all' || name === row),
    processes: distributed === undefined ? 1 : numberOption('--distributed', distributed, bounds),
    distributed: distributed !== undefined,
  }
}
