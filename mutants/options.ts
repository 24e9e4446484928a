/** The command line of `preflight mutants`: its options, and what they say as data. */
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import {
  engineOption,
  type engines,
  jsonOption,
  newCommand,
  numberOption,
  onlyOption,
  quickOption,
  usage,
} from '#gate/cli/command-line.ts'
import { projectRoot } from '#gate/cli/project.ts'
import type { Breadth } from './scope.ts'

/** `preflight mutants`, without its code. */
export function mutantsCommand(): Command {
  return newCommand('mutants', 'prove that every check can fail, and only for a reason')
    .addOption(onlyOption('only these mutants, or those that kill these claims; pool.* too'))
    .addOption(engineOption())
    .addOption(quickOption('check each mutant on its own claims and two others').conflicts('full'))
    .option(
      '--cover',
      'the smallest set that kills every claim once; with --quick, on its kills alone',
      false,
    )
    .option('--full', 'check each mutant on every claim that has a check', false)
    .option('--no-control', 'skip the unmutated deployment: the gate has just passed on it')
    .addOption(
      new Option(
        '--generated <number>',
        'instead, so many mutants that general operators make, chosen by a seed',
      ).conflicts(['quick', 'cover', 'full']),
    )
    .option('--seed <number>', 'which ones (default 1); a run that was interrupted goes on')
    .option('--list', 'with --generated: print them, run none')
    .option('--ledger <file>', 'with --generated: where results are kept')
    .option('--report <dir>', 'also write mutants.html and mutation-report.json there')
    .addOption(jsonOption())
}

interface Given {
  only?: string[]
  engine: (typeof engines)[number]
  quick: boolean
  full: boolean
  cover: boolean
  control: boolean
  generated?: string
  seed?: string
  list?: true
  ledger?: string
  report?: string
  json: boolean
}

/** What the options of `mutants` say. */
export function mutantsArguments(command: Command) {
  const { full, quick, control, only = [], cover, engine, json, report } = command.opts<Given>()
  const quickly: Breadth = cover ? 'cover' : 'quick'
  const breadth: Breadth = full ? 'full' : quick ? quickly : 'sections'
  return { json, breadth, cover, engine, isControlled: control, only, report }
}

export interface GeneratedArguments {
  count: number
  seed: number
  only: readonly string[]
  engine: (typeof engines)[number]
  ledger: string
  /** The folder of a report, if one is wanted. */
  report: string | undefined
  list: boolean
  json: boolean
}

const generatedOnly = ['seed', 'list', 'ledger'] as const

/**
 * What the options say of generated mutants; undefined if none are asked for.
 * @throws PreflightError PREFLIGHT_E_USAGE
 */
export function generatedArguments(command: Command): GeneratedArguments | undefined {
  const given = command.opts<Given>()
  if (given.generated === undefined) {
    const stray = generatedOnly.find((name) => given[name] !== undefined)
    if (stray === undefined) return undefined
    throw usage(`--${stray} is only for --generated`, 'see: preflight mutants --help')
  }
  const { seed = '1', only = [], engine, list = false, json } = given
  return {
    count: numberOption('--generated', given.generated, { min: 1, max: 10_000, whole: true }),
    seed: numberOption('--seed', seed, { min: 0, max: 2 ** 32, whole: true }),
    only,
    engine,
    ledger: given.ledger ?? join(projectRoot, 'runs', 'generated-mutants.jsonl'),
    report: given.report,
    list,
    json,
  }
}
