/** The plan of a deployment: everything that differs between deployments, as data. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

export type ColourName = 'blue' | 'green'
/** A program and its arguments, run without a shell. */
export type CommandLine = readonly [program: string, ...args: string[]]

export interface Question {
  url: string
  headers?: Record<string, string>
}

export interface Colour {
  /** Host and port at which the edge reaches it. */
  address: string
  /** Readiness, without the edge. Not liveness, which says nothing about database or schema. */
  ready: Question
  /** Text that identifies this colour's responses through the edge. */
  mark: string
  start: CommandLine
  migrate: CommandLine
  /** Prints the number of connections to the colour. */
  connections: CommandLine
  stop: CommandLine
}

export interface Plan {
  /** Where the plan's commands run: the plan's own folder. */
  folder: string
  /** Where the procedure records its progress. Relative to the plan's folder. */
  stateFile: string
  edge: {
    /**
     * The file that directs traffic. Relative to the plan's folder. If its name contains
     * `{colour}`, only the serving side has such a file, and the edge checks for it with every
     * request: it is not reloaded then.
     */
    upstreamFile: string
    /** The file's content; `{address}` stands for the colour's address. */
    upstream: string
    test: CommandLine
    reload: CommandLine
    /** Requested through the edge; the mark has to be in the header, or else in the body. */
    verify: Question & { header?: string }
  }
  colours: Record<ColourName, Colour>
  limits: Limits
}

/** Seconds. */
export interface Limits {
  /** From start to ready. */
  ready: number
  /** From the reload until only the new side answers through the edge. */
  switch: number
  /** How long the old side may take to finish. Above the longest request: 20 s. */
  drain: number
  /** For any one command. */
  command: number
}

const defaultLimits: Limits = { ready: 120, switch: 15, drain: 40, command: 600 }
const colourKeys = ['address', 'ready', 'mark', 'start', 'migrate', 'connections', 'stop'] as const
const edgeKeys = ['upstreamFile', 'upstream', 'test', 'reload', 'verify'] as const

export class PlanError extends Error {}

function requireKeys(path: string, value: unknown, keys: readonly string[]): void {
  const missing = keys.filter((key) => (value as Record<string, unknown>)?.[key] === undefined)
  const names = missing.map((key) => `${path}${key}`)
  if (names.length > 0) throw new PlanError(`missing in the plan: ${names.join(', ')}`)
}

/**
 * Reads a plan; its paths are absolute afterwards.
 * @throws PlanError naming what is missing
 */
export function readPlan(file: string): Plan {
  let plan: Plan
  try {
    plan = JSON.parse(readFileSync(file, 'utf8')) as Plan
  } catch (cause) {
    throw new PlanError(`${file} cannot be read: ${(cause as Error).message}`, { cause })
  }
  requireKeys('', plan, ['stateFile', 'edge', 'colours'])
  requireKeys('edge.', plan.edge, edgeKeys)
  for (const name of ['blue', 'green'] as const) {
    requireKeys(`colours.${name}.`, plan.colours[name], colourKeys)
  }
  const folder = dirname(resolve(file))
  const { edge } = plan
  return {
    ...plan,
    folder,
    stateFile: resolve(folder, plan.stateFile),
    edge: { ...edge, upstreamFile: resolve(folder, edge.upstreamFile) },
    limits: { ...defaultLimits, ...plan.limits },
  }
}

export function other(colour: ColourName): ColourName {
  return colour === 'blue' ? 'green' : 'blue'
}
