/** The command line of `preflight gate`, as data. */
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { messageOf, PreflightError } from '#gate/errors.ts'

export const engines = ['auto', 'docker', 'local'] as const
const allowable = ['load', 'disrupt'] as const

export interface GateArguments {
  target: string
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

export function usage(message: string, hint?: string): PreflightError {
  return new PreflightError('PREFLIGHT_E_USAGE', message, hint === undefined ? {} : { hint })
}

/** The value if it is one of the known, else a usage error that names the option. */
export function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value)
  if (found) return found
  throw usage(`${option}: expected one of ${known.join(', ')}, got "${value}"`)
}

function day(value: string): string {
  if (z.iso.date().safeParse(value).success) return value
  throw usage(`--at: expected a day such as 2026-12-31, got "${value}"`)
}

/** Options of parseArgs for `gate`; `--only` takes all words that follow it. */
const options = {
  target: { type: 'string', default: 'preflight.config.ts' },
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

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, tokens: true })
  } catch (error) {
    throw usage(messageOf(error), 'see: preflight help')
  }
}

/** As parseArgs gives it, as far as it matters here. */
interface Token {
  kind: string
  name?: string
  value?: string | undefined
}

/** Words after `--only`, up to the next option; any other loose word is an error. */
export function onlyWords(tokens: readonly Token[], command = 'gate'): string[] {
  const words: string[] = []
  let open = false
  for (const token of tokens) {
    if (token.kind === 'option') {
      open = token.name === 'only'
      if (open && token.value) words.push(token.value)
    } else if (token.kind === 'positional') {
      if (!open) throw usage(`"${token.value}" is no option of ${command}`, 'see: preflight help')
      if (token.value) words.push(token.value)
    }
  }
  return words.flatMap((word) => word.split(',')).filter((word) => word !== '')
}

/**
 * Parses what stands after `preflight gate`.
 * @throws PreflightError PREFLIGHT_E_USAGE naming the option and what was expected
 */
export function parseGateArguments(args: readonly string[]): GateArguments {
  const { values, tokens } = parse(args)
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
