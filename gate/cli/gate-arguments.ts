/** The command line of `preflight gate`: its options, and what they say as data. */
import type { Command } from 'commander'
import * as z from 'zod'
import type { FormatName } from '#gate/report/index.ts'
import { maxSeed } from '#gate/run/seed.ts'
import { type Level, levels } from '#guide/claim.ts'
import {
  days,
  engineOption,
  type engines,
  jsonOption,
  newCommand,
  numberOption,
  onlyOption,
  outOption,
  parsed,
  quickOption,
  targetOption,
  usage,
  words,
} from './command-line.ts'
import { formatNames, signOption, validOption } from './report-options.ts'

const allowable = ['load', 'disrupt'] as const

/** What decides which checks run, and on what. */
export interface Selection {
  /** Default: found as `findConfig` does. */
  target: string | undefined
  only: string[]
  levels: Level[]
  engine: (typeof engines)[number]
  allow: string[]
}

export interface GateArguments extends Selection {
  quick: boolean
  strict: boolean
  waivers: string | undefined
  /** A guide with a map beside it, or our own: only its claims are tried. */
  guide: string | undefined
  at: string
  rehearsedAt: string | undefined
  environment: string | undefined
  /** How old the last pass of a claim outside of the selection may be. */
  freshDays: number | undefined
  /** Where random choices come from; a fresh one is drawn if none is given. */
  seed: number | undefined
  /** Which of how many parts of the selected claims. */
  shard: ShardOption | undefined
  reports: readonly FormatName[]
  /** The file of a private key. */
  sign: string | undefined
  validDays: number | undefined
  out: string
  json: boolean
}

/** `--shard 2/3`. */
export interface ShardOption {
  index: number
  of: number
}

function shard(value: string): ShardOption {
  const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(value) ?? []).map(Number)
  if (index >= 1 && index <= of) return { index, of }
  throw usage(`--shard: expected a shard of several, such as 2/3, got "${value}"`)
}

function seed(value: string): number {
  return numberOption('--seed', value, { min: 0, max: maxSeed, whole: true })
}

function day(value: string): string {
  if (z.iso.date().safeParse(value).success) return value
  throw usage(`--at: expected a date such as 2026-12-31, got "${value}"`)
}

/** Adds the options that select checks. */
export function withSelection(command: Command): Command {
  return command
    .addOption(targetOption())
    .addOption(
      onlyOption('only these claims, sections and patterns: pool.* (the verdict covers only them)'),
    )
    .addOption(words('--level <name...>', 'only claims of these levels', levels))
    .addOption(engineOption())
    .addOption(words('--allow <impact...>', 'what checks may do to an attached target', allowable))
}

/** `preflight gate`, without its code. */
export function gateCommand(): Command {
  return withSelection(newCommand('gate', 'run the checks and answer GO, NO-GO or INCONCLUSIVE'))
    .addOption(quickOption())
    .option('--strict', 'treat "should" and "beyond" claims as blocking too', false)
    .option('--guide <file>', 'only the claims that this guide makes; see: preflight guide')
    .option('--waivers <file>', 'accepted failures, each with an owner and an expiry date')
    .option('--at <date>', 'judge waivers and new claims as of this date', day)
    .option('--environment <name>', 'what the target is deployed as; waivers can depend on it')
    .addOption(
      days(
        '--fresh <days>',
        'INCONCLUSIVE if an unselected must did not pass within so many days: 7d',
      ),
    )
    .option('--seed <number>', 'repeat the random choices of a run, whose run.json has it', seed)
    .option('--shard <i/n>', 'only the i-th of n parts of the claims; see: preflight merge', shard)
    .addOption(words('--report <name...>', 'write these reports too', formatNames))
    .addOption(signOption())
    .addOption(validOption())
    .addOption(outOption())
    .addOption(jsonOption())
}

type Given = Partial<
  Pick<GateArguments, 'only' | 'allow' | 'waivers' | 'guide' | 'at' | 'environment' | 'sign'>
> &
  Pick<GateArguments, 'target' | 'engine' | 'quick' | 'strict' | 'out' | 'json'> & {
    level?: Level[]
    fresh?: number
    seed?: number
    shard?: ShardOption
    report?: FormatName[]
    valid?: number
  }

/** What the options that select checks say. */
export function selectionOf(command: Command): Selection {
  const { target, only = [], level = [], engine, allow = [] } = command.opts<Given>()
  return { target, only, levels: level, engine, allow }
}

/** What the options of `gate` say. */
export function gateArguments(command: Command): GateArguments {
  const { quick, strict, waivers, guide, at, out, json, ...given } = command.opts<Given>()
  return {
    ...selectionOf(command),
    quick,
    strict,
    waivers,
    guide,
    at: at ?? new Date().toISOString().slice(0, 10),
    rehearsedAt: at,
    environment: given.environment,
    freshDays: given.fresh,
    seed: given.seed,
    shard: given.shard,
    reports: given.report ?? [],
    sign: given.sign,
    validDays: given.valid,
    out,
    json,
  }
}

/**
 * Parses the arguments of `preflight gate`.
 * @throws PreflightError PREFLIGHT_E_USAGE naming the option and what was expected
 */
export function parseGateArguments(args: readonly string[]): GateArguments {
  return gateArguments(parsed(gateCommand(), args))
}
