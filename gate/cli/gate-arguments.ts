/** The command line of `preflight gate`, as data. */
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { engines, oneOf, onlyWords, parseStrict, usage } from './command-line.ts'

const allowable = ['load', 'disrupt'] as const

export interface GateArguments {
  /** Default: found as `findConfig` does. */
  target: string | undefined
  only: string[]
  engine: (typeof engines)[number]
  quick: boolean
  allow: string[]
  strict: boolean
  waivers: string | undefined
  at: string
  rehearsedAt: string | undefined
  out: string
  json: boolean
}

function day(value: string): string {
  if (z.iso.date().safeParse(value).success) return value
  throw usage(`--at: expected a date such as 2026-12-31, got "${value}"`)
}

/** Options of parseArgs for `gate`; `--only` takes all words that follow it. */
const options = {
  target: { type: 'string' },
  only: { type: 'string', multiple: true },
  engine: { type: 'string', default: 'auto' },
  quick: { type: 'boolean', default: false },
  allow: { type: 'string', multiple: true },
  strict: { type: 'boolean', default: false },
  waivers: { type: 'string' },
  at: { type: 'string' },
  out: { type: 'string', default: 'runs' },
  json: { type: 'boolean', default: false },
} as const

/**
 * Parses the arguments of `preflight gate`.
 * @throws PreflightError PREFLIGHT_E_USAGE naming the option and what was expected
 */
export function parseGateArguments(args: readonly string[]): GateArguments {
  const { values, tokens } = parseStrict(() =>
    parseArgs({ args: [...args], options, allowPositionals: true, tokens: true }),
  )
  const allow = (values.allow ?? []).flatMap((word) => word.split(','))
  return {
    target: values.target,
    only: onlyWords(tokens),
    engine: oneOf('--engine', values.engine, engines),
    quick: values.quick,
    allow: allow.map((word) => oneOf('--allow', word, allowable)),
    strict: values.strict,
    waivers: values.waivers,
    at: day(values.at ?? new Date().toISOString().slice(0, 10)),
    rehearsedAt: values.at,
    out: values.out,
    json: values.json,
  }
}
