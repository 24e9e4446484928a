/** The command line of `preflight tune`: its options, and what they say as data. */
import type { Command } from 'commander'
import type { Demand } from '#gate/tune/measured.ts'
import {
  engineOption,
  type engines,
  jsonOption,
  newCommand,
  numberOption,
  outOption,
  quickOption,
  targetOption,
} from '../command-line.ts'

export interface TuneArguments {
  demand: Demand
  /** Default: found as `findConfig` does. */
  target: string | undefined
  engine: (typeof engines)[number]
  quick: boolean
  out: string
  json: boolean
}

/** `preflight tune`, without its code. */
export function tuneCommand(): Command {
  return newCommand('tune', 'measure which pool size this backend needs')
    .option('--rate <number>', 'requests per second, over all instances')
    .option('--instances <number>', 'instances of the backend')
    .option('--workers <number>', 'workers of each instance')
    .addOption(targetOption())
    .addOption(quickOption())
    .addOption(engineOption())
    .addOption(outOption())
    .addOption(jsonOption())
}

type Given = Omit<TuneArguments, 'demand'> &
  Partial<Record<'rate' | 'instances' | 'workers', string>>

/**
 * What the options of `tune` say.
 * @throws PreflightError PREFLIGHT_E_USAGE naming the option and what was expected
 */
export function tuneArguments(command: Command): TuneArguments {
  const { rate, instances, workers, ...others } = command.opts<Given>()
  const demand: Demand = {
    ratePerSecond: numberOption('--rate', rate, { min: 1, max: 1e6, whole: false }),
    instances: numberOption('--instances', instances, { min: 1, max: 1000, whole: true }),
    workers: numberOption('--workers', workers, { min: 1, max: 256, whole: true }),
  }
  return { ...others, demand }
}
