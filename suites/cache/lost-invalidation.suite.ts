/** Redis cannot be reached when a role changes: the change is refused, or everybody sees it. */

import { inconclusive } from '#gate/errors.ts'
import { cut, silence } from '#gate/kit/fault/cut.ts'
import { during, type Fault } from '#gate/kit/fault/fault.ts'
import { openPath, type Path } from '#gate/kit/fault/path.ts'
import { recordHistory } from '#gate/kit/history/floors.ts'
import { stalenessOf } from '#gate/kit/history/staleness.ts'
import { timelineOf } from '#gate/report/plot/timeline.ts'
import { renderTimeline } from '#gate/report/plot/timeline-svg.ts'
import { check } from '#gate/run/check.ts'
import { Outage } from './outage.ts'
import { openReplicas, setScene } from './replicas.ts'

/** Long enough for a backend to find Redis again, and to answer from it. */
const afterMs = { quick: 1_000, thorough: 5_000 }
const readsWithin = 20
/** Patient enough for a busy machine, and not with a path that says nothing. */
const budgetMs = '500'
const rounds = 3

interface Scenario {
  name: string
  /** Which replicas lose Redis; the first is the one that is asked for the change. */
  replicas: readonly number[]
  strike: (path: Path) => Promise<Fault>
}

const scenarios: readonly Scenario[] = [
  { name: 'cut for the replica that changes', replicas: [0], strike: cut },
  { name: 'cut for all', replicas: [0, 1], strike: cut },
  { name: 'silent for the replica that changes', replicas: [0], strike: silence },
]

/** One fault out of several, begun together and healed together. */
async function strikeAll(name: string, faults: readonly (() => Promise<Fault>)[]): Promise<Fault> {
  const begun: Fault[] = []
  const heal = async () => {
    await Promise.all(begun.map((fault) => fault.heal()))
  }
  try {
    for (const strike of faults) begun.push(await strike())
  } catch (error) {
    await heal()
    throw error
  }
  const fromMs = Math.max(...begun.map((fault) => fault.fromMs))
  return { name, fromMs, proof: begun.map(({ proof }) => proof), heal }
}

/** One scenario from the role given to the answers after it. */
async function endure(
  outage: Outage,
  { name, replicas, strike }: Scenario,
  paths: readonly Path[],
  restMs: number,
) {
  await outage.prepare()
  const readers = outage.read()
  try {
    await outage.reads(readsWithin)
    const faults = replicas.map((at) => () => strike(paths[at] as Path))
    const { result, fault } = await during(strikeAll(`Redis ${name}`, faults), async () => {
      const outcome = await outage.change()
      await outage.reads(readsWithin)
      return outcome
    })
    const healedMs = performance.now()
    await outage.reads(readsWithin, restMs)
    await readers.end()
    const became = await outage.settle(result, healedMs + restMs / 2)
    return { outcome: result, fault, became }
  } finally {
    await readers.end()
  }
}

check('cache.lost-invalidation', async ({ target, stack, quick, evidence, expect }) => {
  target.variable('workers') // Unverified before any start.
  const url = await target.redisUrl()
  const toxiproxy = await stack.shared('toxiproxy')
  const paths: Path[] = []
  for (const replica of ['1', '2']) {
    paths.push(await openPath(toxiproxy, { name: `Redis ${replica}`, protocol: 'redis', url }))
  }
  try {
    const urls = paths.map((path) => path.url)
    const overrides = { redisTimeoutMs: budgetMs }
    const worlds = await openReplicas(target, urls, { beside: url, overrides })
    const [first] = worlds
    if (!first) throw inconclusive('no replica was started')
    const scene = await setScene(first)
    const list = Array.from({ length: quick ? 1 : rounds }, () => scenarios).flat()
    for (const [index, scenario] of list.entries()) {
      const { name } = scenario
      const outage = new Outage(worlds, scene)
      const restMs = quick ? afterMs.quick : afterMs.thorough
      const { outcome, fault, became } = await endure(outage, scenario, paths, restMs)
      // Of the changes the one before the fault has to succeed: the other may be refused.
      const floors = {
        'outside the fault': { read: readsWithin, write: 1 },
        'within the fault': { read: readsWithin },
      }
      recordHistory(evidence, outage.history, { faults: [fault], floors })
      const staleness = stalenessOf(outage.history)
      const { stale, worst, impossible, visibility } = staleness
      const took = Math.round(outcome.endMs - outcome.startMs)
      const change = { name, status: outcome.status, ms: took, became, proof: fault.proof }
      evidence.observe('change without Redis', { ...change, stale, worst, visibility })
      const title = `A role changes, Redis ${name}: the change ${became}`
      const picture = await renderTimeline(timelineOf(title, outage.history, staleness, [fault]))
      evidence.attach(`timeline-${index + 1}.svg`, picture)
      const by = worst ? `the worst by ${Math.round(worst.lowerMs)} ms or more` : 'none'
      expect.soft(stale, `stale answers, Redis ${name}, the change ${became} (${by})`).toBe(0)
      expect.soft(impossible.length, `answers that no role explains, Redis ${name}`).toBe(0)
    }
    evidence.floor('change without Redis', scenarios.length)
    for (const world of worlds) world.close()
  } finally {
    for (const path of paths) await path.remove()
  }
})
