/** The steps of a release. Each can be done again: whatever was interrupted is simply repeated. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { askUntil } from './ask.ts'
import { runCommand } from './command.ts'
import { type ColourName, other, type Plan, PlanError } from './plan.ts'
import { say } from './say.ts'
import { writeWhole } from './state.ts'

export interface Site {
  plan: Plan
  from: ColourName
  to: ColourName
  signal: AbortSignal
}

export interface Step {
  name: string
  /** What it does, for whoever watches. */
  title(site: Site): string
  run(site: Site): Promise<void>
}

/** Several workers answer behind one address: one good answer is not yet all of them. */
const readyInARow = 3
const servedInARow = 5
const idleInARow = 2
const lookMs = 200

const command = (line: Plan['edge']['test'], { plan, signal }: Site) =>
  runCommand(line, { folder: plan.folder, seconds: plan.limits.command, signal })

export const start: Step = {
  name: 'start',
  title: ({ to }) => `start ${to}`,
  run: async (site) => {
    await command(site.plan.colours[site.to].start, site)
  },
}

/** After the new side is up, whose code brings the migrations; the old side serves meanwhile. */
export const migrate: Step = {
  name: 'migrate',
  title: () => 'migrate the database',
  run: async (site) => {
    await command(site.plan.colours[site.to].migrate, site)
  },
}

export const health: Step = {
  name: 'health',
  title: ({ plan, to }) => `wait until ${to} is ready, ${plan.limits.ready} s at most`,
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
  run: async (site) => {
    if (!hasFileForEach(site.plan)) await rewriteAndReload(site)
    else pointTo(site.plan, site.to)
    await verify(site)
  },
}

async function rewriteAndReload(site: Site): Promise<void> {
  const { edge } = site.plan
  const before = readFileSync(edge.upstreamFile, 'utf8')
  pointTo(site.plan, site.to)
  try {
    await command(edge.test, site)
  } catch (error) {
    writeWhole(edge.upstreamFile, before)
    throw error
  }
  await command(edge.reload, site)
}

/** A reload takes a moment, and fails in silence: the edge itself says who answers. */
async function verify({ plan, to, signal }: Site): Promise<void> {
  const { header, ...question } = plan.edge.verify
  const { mark } = plan.colours[to]
  await askUntil(
    question,
    ({ headers, body }) => String(header ? headers[header] : body).includes(mark),
    { inARow: servedInARow, seconds: plan.limits.switch, signal },
  )
}

/**
 * The old side finishes what it has: its own stop would cut whatever takes longer than that. With a
 * WebSocket open it is never idle, and is told to stop at the limit: only then it says goodbye.
 */
export const drain: Step = {
  name: 'drain',
  title: ({ plan, from }) => `wait until ${from} is idle, ${plan.limits.drain} s at most`,
  run: async (site) => {
    const { plan, from, signal } = site
    const deadlineMs = performance.now() + plan.limits.drain * 1000
    let idle = 0
    let last = ''
    while (idle < idleInARow) {
      if (performance.now() > deadlineMs) {
        say(`${from} still has ${last} connections: it is told to stop all the same`)
        return
      }
      last = (await runCommandQuietly(plan.colours[from].connections, site)).trim()
      idle = Number(last) === 0 && last !== '' ? idle + 1 : 0
      await pause(lookMs, undefined, { signal })
    }
  },
}

function runCommandQuietly(line: Plan['edge']['test'], { plan, signal }: Site) {
  const { folder, limits } = plan
  return runCommand(line, { folder, seconds: limits.command, signal, isQuiet: true })
}

export const stop: Step = {
  name: 'stop',
  title: ({ from }) => `stop ${from}`,
  run: async (site) => {
    await command(site.plan.colours[site.from].stop, site)
  },
}

const placeholder = '{colour}'
const hasFileForEach = ({ edge }: Plan) => edge.upstreamFile.includes(placeholder)
const fileOf = ({ edge }: Plan, colour: ColourName) =>
  edge.upstreamFile.replaceAll(placeholder, colour)

/** Writes where traffic goes. */
export function pointTo(plan: Plan, colour: ColourName): void {
  const { edge, colours } = plan
  const text = edge.upstream.replaceAll('{address}', colours[colour].address)
  writeWhole(fileOf(plan, colour), text)
  if (hasFileForEach(plan)) rmSync(fileOf(plan, other(colour)), { force: true })
}

/**
 * Where traffic goes by the edge's own file. Where both sides have one, it is green's, as the edge
 * has it.
 * @throws PlanError where it names neither side, or both
 */
export function pointsTo(plan: Plan): ColourName {
  const { edge, colours } = plan
  if (hasFileForEach(plan)) return existsSync(fileOf(plan, 'green')) ? 'green' : 'blue'
  const text = readFileSync(edge.upstreamFile, 'utf8')
  const named = (['blue', 'green'] as const).filter((name) => text.includes(colours[name].address))
  const [only, second] = named
  if (only !== undefined && second === undefined) return only
  throw new PlanError(`${edge.upstreamFile} names ${named.join(' and ') || 'neither side'}`)
}
