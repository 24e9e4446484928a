/** The steps of a release. Each can be repeated, and an interrupted one is. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { askUntil } from './ask.ts'
import { runCommand } from './command.ts'
import { type ColourName, other, type Plan, PlanError } from './plan.ts'
import { say } from './say.ts'
import { writeAtomically } from './state.ts'

/** What a step works on: a switch of traffic from one side to the other. */
export interface StepContext {
  plan: Plan
  from: ColourName
  to: ColourName
  signal: AbortSignal
}

export interface Step {
  name: string
  /** What it does, for the output. */
  title(context: StepContext): string
  run(context: StepContext): Promise<void>
}

/** Several workers answer at one address: a single good response does not cover them all. */
const readyInARow = 3
const servedInARow = 5
const idleInARow = 2
const intervalMs = 200

const command = (line: Plan['edge']['test'], { plan, signal }: StepContext) =>
  runCommand(line, { folder: plan.folder, seconds: plan.limits.command, signal })

export const start: Step = {
  name: 'start',
  title: ({ to }) => `start ${to}`,
  run: async (context) => {
    await command(context.plan.colours[context.to].start, context)
  },
}

/** After the new side is up, whose code contains the migrations; the old side serves meanwhile. */
export const migrate: Step = {
  name: 'migrate',
  title: () => 'migrate the database',
  run: async (context) => {
    await command(context.plan.colours[context.to].migrate, context)
  },
}

export const health: Step = {
  name: 'health',
  title: ({ plan, to }) => `wait up to ${plan.limits.ready} s until ${to} is ready`,
  run: async ({ plan, to, signal }) => {
    await askUntil(plan.colours[to].ready, ({ status }) => status === 200, {
      inARow: readyInARow,
      seconds: plan.limits.ready,
      signal,
    })
  },
}

export const switchOver: Step = {
  name: 'switch',
  title: ({ from, to }) => `switch traffic from ${from} to ${to}`,
  run: async (context) => {
    if (!hasFileForEach(context.plan)) await rewriteAndReload(context)
    else pointTo(context.plan, context.to)
    await verify(context)
  },
}

async function rewriteAndReload(context: StepContext): Promise<void> {
  const { edge } = context.plan
  const before = readFileSync(edge.upstreamFile, 'utf8')
  pointTo(context.plan, context.to)
  try {
    await command(edge.test, context)
  } catch (error) {
    writeAtomically(edge.upstreamFile, before)
    throw error
  }
  await command(edge.reload, context)
}

/** A reload takes a moment and fails silently, so the responses through the edge are checked. */
async function verify({ plan, to, signal }: StepContext): Promise<void> {
  const { header, ...question } = plan.edge.verify
  const { mark } = plan.colours[to]
  await askUntil(
    question,
    ({ headers, body }) => String(header ? headers[header] : body).includes(mark),
    { inARow: servedInARow, seconds: plan.limits.switch, signal },
  )
}

/**
 * The old side finishes its requests: its own stop would cut off those that take longer. With an
 * open WebSocket it is never idle, and is stopped at the limit: that closes the socket properly.
 */
export const drain: Step = {
  name: 'drain',
  title: ({ plan, from }) => `wait up to ${plan.limits.drain} s until ${from} is idle`,
  run: async (context) => {
    const { plan, from, signal } = context
    const deadlineMs = performance.now() + plan.limits.drain * 1000
    let idle = 0
    let last = ''
    while (idle < idleInARow) {
      if (performance.now() > deadlineMs) {
        say(`${from} still has ${last} connections: stopping it anyway`)
        return
      }
      last = (await runCommandQuietly(plan.colours[from].connections, context)).trim()
      idle = Number(last) === 0 && last !== '' ? idle + 1 : 0
      await pause(intervalMs, undefined, { signal })
    }
  },
}

function runCommandQuietly(line: Plan['edge']['test'], { plan, signal }: StepContext) {
  const { folder, limits } = plan
  return runCommand(line, { folder, seconds: limits.command, signal, isQuiet: true })
}

export const stop: Step = {
  name: 'stop',
  title: ({ from }) => `stop ${from}`,
  run: async (context) => {
    await command(context.plan.colours[context.from].stop, context)
  },
}

const placeholder = '{colour}'
const hasFileForEach = ({ edge }: Plan) => edge.upstreamFile.includes(placeholder)
const fileOf = ({ edge }: Plan, colour: ColourName) =>
  edge.upstreamFile.replaceAll(placeholder, colour)

/** Directs traffic to a colour. */
export function pointTo(plan: Plan, colour: ColourName): void {
  const { edge, colours } = plan
  const text = edge.upstream.replaceAll('{address}', colours[colour].address)
  writeAtomically(fileOf(plan, colour), text)
  if (hasFileForEach(plan)) rmSync(fileOf(plan, other(colour)), { force: true })
}

/**
 * Where traffic goes, by the edge's own file. If both sides have one, green's counts, as it does
 * for the edge.
 * @throws PlanError if the file names neither side, or both
 */
export function pointsTo(plan: Plan): ColourName {
  const { edge, colours } = plan
  if (hasFileForEach(plan)) return existsSync(fileOf(plan, 'green')) ? 'green' : 'blue'
  const text = readFileSync(edge.upstreamFile, 'utf8')
  const named = (['blue', 'green'] as const).filter((name) => text.includes(colours[name].address))
  const [only, second] = named
  if (only !== undefined && second === undefined) return only
  throw new PlanError(
    `${edge.upstreamFile} has to name one side, but names ${named.join(' and ') || 'neither'}`,
  )
}
