/** The plan of a deployment: everything that differs from site to site, as data. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

export type ColourName = 'blue' | 'green'
/** A program and its arguments; no shell reads it. */
export type CommandLine = readonly [program: string, ...args: string[]]

export interface Question {
  url: string
  headers?: Record<string, string>
}

export interface Colour {
  /** Host and port, as the edge reaches it. */
  address: string
  /** Readiness, asked past the edge. Not liveness: that says nothing of database or schema. */
  ready: Question
  /** What an answer through the edge contains where this colour gave it. */
  mark: string
  start: CommandLine
  migrate: CommandLine
  /** Prints how many connections the colour has. */
  connections: CommandLine
  stop: CommandLine
}

export interface Plan {
  /** Where the plan's commands run: the plan's own folder. */
  folder: string
  /** Where the procedure remembers how far it came. Relative to the plan's folder. */
  stateFile: string
  edge: {
    /**
     * The file that says where traffic goes. Relative to the plan's folder. Where its name contains
     * `{colour}`, the side that serves has one and the other has none, and the edge looks with
     * every request: it is not reloaded then.
     */
    upstreamFile: string
    /** Its content; `{address}` stands for that of the colour. */
    upstream: string
    test: CommandLine
    reload: CommandLine
    /** Asked through the edge; the mark is looked for in the header, or else in the body. */
    verify: Question & { header?: string }
  }
  colours: Record<ColourName, Colour>
  limits: Limits
}

/** Seconds. */
export interface Limits {
  /** From start to ready. */
  ready: number
  /** From the reload until the edge answers from the new side alone. */
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

function demand(where: string, value: unknown, keys: readonly string[]): void {
  const missing = keys.filter((key) => (value as Record<string, unknown>)?.[key] === undefined)
  if (missing.length > 0) throw new PlanError(`the plan lacks ${where}: ${missing.join(', ')}`)
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
  demand('at the top', plan, ['stateFile', 'edge', 'colours'])
  demand('in edge', plan.edge, edgeKeys)
  for (const name of ['blue', 'green'] as const) {
    demand(`in colours.${name}`, plan.colours[name], colourKeys)
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
