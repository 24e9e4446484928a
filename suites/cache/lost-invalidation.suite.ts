/** A role change while Redis is unreachable is refused, or leaves no stale answer behind. */

import { inconclusive } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { cut, silence } from '#gate/kit/fault/cut.ts'
import { during, type Fault } from '#gate/kit/fault/fault.ts'
import type { TableLock } from '#gate/kit/fault/held-lock.ts'
import { holdCommits, holdWrites } from '#gate/kit/fault/held-writes.ts'
import { openPath, type Path } from '#gate/kit/fault/path.ts'
import { atRest } from '#gate/kit/history/at-rest.ts'
import { recordHistory } from '#gate/kit/history/floors.ts'
import { stalenessOf } from '#gate/kit/history/staleness.ts'
import { timelineOf } from '#gate/report/plot/timeline.ts'
import { renderTimeline } from '#gate/report/plot/timeline-svg.ts'
import { check } from '#gate/run/check.ts'
import type { Target } from '#gate/system/target.ts'
import { Outage, type Outcome } from './outage.ts'
import { makeRoleFixture, openReplicas } from './replicas.ts'
import { connectionsWithoutCache, writesAtOnce } from './used-again.ts'

/** Long enough for a backend to reconnect to Redis and to answer from it. */
const afterMs = { quick: 1_000, thorough: 5_000 }
const readsDuring = 20
/** Long enough for a busy machine, and short enough to notice an unresponsive Redis. */
const budgetMs = '500'
const rounds = 3
/** Long enough to reconnect to Redis, and to try whatever is made up then. */
const firstBackMs = 1_500

interface Scenario {
  name: string
  /** Which replicas lose Redis; the first one receives the role change. */
  replicas: readonly number[]
  start: (path: Path) => Promise<Fault>
  /** Redis is lost while the change waits for the database, and not before it. */
  hold?: typeof holdWrites
  /** Redis comes back before the database does: whatever is made up at once fails. */
  isFirstBack?: boolean
}

const scenarios: readonly Scenario[] = [
  { name: 'unreachable for the changing replica', replicas: [0], start: cut },
  { name: 'unreachable for all replicas', replicas: [0, 1], start: cut },
  { name: 'not answering for the changing replica', replicas: [0], start: silence },
  { name: 'back before the database', replicas: [0, 1], start: cut, isFirstBack: true },
  { name: 'lost while the change is under way', replicas: [0], start: cut, hold: holdWrites },
  { name: 'lost as the change is committed', replicas: [0], start: cut, hold: holdCommits },
  { name: 'silent as the change is committed', replicas: [0], start: silence, hold: holdCommits },
]

/** Where the change is quicker, or writes nothing, Redis is lost all the same. */
const underWayMs = 3_000

/** Sends the change, and waits until the database holds it. @returns what lets it go on */
async function sendAhead(outage: Outage, lock: TableLock) {
  const outcome = outage.change()
  await lock.waitForWaiters(1, underWayMs).catch(() => undefined)
  return async () => {
    await lock.release()
    return await outcome
  }
}

/** Starts several faults, which heal together as one. */
async function startAll(name: string, starts: readonly (() => Promise<Fault>)[]): Promise<Fault> {
  const faults: Fault[] = []
  const heal = async () => {
    await Promise.all(faults.map((fault) => fault.heal()))
  }
  try {
    for (const start of starts) faults.push(await start())
  } catch (error) {
    await heal()
    throw error
  }
  const fromMs = Math.max(...faults.map((fault) => fault.fromMs))
  return { name, fromMs, proof: faults.map(({ proof }) => proof), heal }
}

/** Redis comes back while the database is away; the database follows when that has been noticed. */
function healedFirst(fault: Fault, database: Path): Fault {
  const heal = async () => {
    const away = await cut(database)
    try {
      await fault.heal()
      await sleep(firstBackMs)
    } finally {
      await away.heal()
    }
  }
  let healing: Promise<void> | undefined
  const once = () => {
    healing ??= heal()
    return healing
  }
  return { ...fault, heal: once }
}

interface Stage {
  target: Target
  /** To Redis, by replica. */
  paths: readonly Path[]
  /** To PostgreSQL, of all replicas. */
  database: Path
  restMs: number
}

/** Runs one scenario: gives a role, changes it under the fault, and reads until after it. */
async function runScenario(
  outage: Outage,
  { name, replicas, start, hold, isFirstBack }: Scenario,
  { target, paths, database, restMs }: Stage,
) {
  const { url } = await target.database()
  // The change before the fault shows which tables the one during it will write.
  const [{ moment } = {}] = await target.query('select pg_current_xact_id()::text as moment')
  await outage.prepare()
  const readers = outage.read()
  let held: (() => Promise<Outcome>) | undefined
  try {
    await outage.reads(readsDuring)
    if (hold) held = await sendAhead(outage, await hold(url, Number(moment)))
    const change = held ?? (() => outage.change())
    const starts = replicas.map((at) => () => start(paths[at] as Path))
    const lost = startAll(`Redis ${name}`, starts)
    const begun = isFirstBack ? lost.then((each) => healedFirst(each, database)) : lost
    const { result, fault } = await during(begun, async () => {
      const outcome = await change()
      await outage.reads(readsDuring)
      return outcome
    })
    const healedMs = performance.now()
    await outage.reads(readsDuring, restMs)
    await readers.end()
    const effect = await outage.settle(result, healedMs + restMs / 2)
    return { outcome: result, fault, effect }
  } finally {
    await readers.end()
    await held?.()
  }
}

check('cache.lost-invalidation', async ({ target, stack, quick, evidence, expect }) => {
  const url = await target.redisUrl()
  const toxiproxy = await stack.shared('toxiproxy')
  const opened: Path[] = []
  for (const replica of ['1', '2']) {
    opened.push(await openPath(toxiproxy, { name: `Redis ${replica}`, protocol: 'redis', url }))
  }
  try {
    const paths = [...opened]
    const urls = paths.map((path) => path.url)
    const { url: databaseUrl } = await target.database()
    const to = { name: 'PostgreSQL', protocol: 'postgres', url: databaseUrl } as const
    const database = await openPath(toxiproxy, to)
    opened.push(database)
    const overrides = { redisTimeoutMs: budgetMs, postgresUrl: database.url }
    const worlds = await openReplicas(target, urls, { beside: url, overrides })
    const [first] = worlds
    if (!first) throw inconclusive('no replica was started')
    const fixture = await makeRoleFixture(first)
    const isVisible = await writesAtOnce(first, fixture.member)
    const list = Array.from({ length: quick ? 1 : rounds }, () => scenarios).flat()
    for (const [index, scenario] of list.entries()) {
      const { name } = scenario
      const outage = new Outage(worlds, fixture)
      const restMs = quick ? afterMs.quick : afterMs.thorough
      const { outcome, fault, effect } = await runScenario(outage, scenario, {
        target,
        paths,
        database,
        restMs,
      })
      // The change before the fault has to succeed; the one during it may be refused.
      const floors = {
        'outside the fault': { read: readsDuring, write: 1 },
        'within the fault': { read: readsDuring },
      }
      recordHistory(evidence, outage.history, { faults: [fault], floors })
      const staleness = stalenessOf(outage.history)
      const { stale, worst, visibility } = staleness
      const impossible = atRest(outage.history, staleness.impossible)
      const took = Math.round(outcome.endMs - outcome.startMs)
      const change = { name, status: outcome.status, ms: took, effect, proof: fault.proof }
      evidence.observe('role change without Redis', { ...change, stale, worst, visibility })
      const title = `Role change with Redis ${name}: ${effect}`
      const picture = await renderTimeline(timelineOf(title, outage.history, staleness, [fault]))
      evidence.attach(`timeline-${index + 1}.svg`, picture)
      const age = worst ? `worst at least ${Math.round(worst.lowerMs)} ms old` : 'none'
      expect.soft(stale, `stale answers with Redis ${name}, change ${effect} (${age})`).toBe(0)
      expect.soft(impossible.length, `answers that match no role, with Redis ${name}`).toBe(0)
      for (const [at, world] of isVisible ? worlds.entries() : []) {
        const used = await connectionsWithoutCache(world, fixture.member)
        evidence.observe('connections after Redis is back', { name, replica: at + 1, ...used })
        const what = `connections over which nothing is cached, a minute after Redis was ${name}`
        // Not soft: without a cache, nothing more can be tried.
        expect(used.without, what).toBe(0)
      }
    }
    evidence.floor('role change without Redis', scenarios.length)
    for (const world of worlds) world.close()
  } finally {
    for (const path of opened) await path.remove()
  }
})
