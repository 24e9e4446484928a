/** Counters while workers end: killed, and by TERM. */
import { inconclusive, unverified } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { countersOf, HighWater } from '#gate/kit/metrics/falls.ts'
import { check } from '#gate/run/check.ts'
import { endpointOf } from '#gate/system/endpoints.ts'
import { supported } from '#gate/system/environment.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { makeWorld } from '#gate/system/world.ts'
import { type Page, requestsSent, scrape, sendOverAll } from './scraping.ts'
import { endOne, workersOf } from './workers.ts'

/** Each on a connection of its own: workers take turns. */
const scrapesBefore = 6
/** After the end of a worker: exporters that collect periodically have this long. */
const watchMs = { quick: 2_000, thorough: 6_000 }
const scrapeIntervalMs = 100
const minScrapes = 5
/** A page may be slow: then it is watched for so many times as long. */
const maxTimes = 5

const ways = [
  { name: 'was killed', signal: 'SIGKILL' },
  { name: 'ended by TERM', signal: 'SIGTERM' },
] as const

/** A scrape that a backend with a worker less may fail to answer. */
async function tryScrape(running: RunningTarget): Promise<Page | undefined> {
  const page = await scrape(running).catch(() => undefined)
  return page?.status === 200 ? page : undefined
}

/** Scrapes for a while; what falls on any of the pages, each series once. */
async function fallsWithin(running: RunningTarget, marks: HighWater, durationMs: number) {
  const falls = new Set<string>()
  const startMs = performance.now()
  const passedMs = () => performance.now() - startMs
  let pages = 0
  while (passedMs() < durationMs || (pages < minScrapes && passedMs() < maxTimes * durationMs)) {
    const page = await tryScrape(running)
    if (page) {
      pages += 1
      for (const fall of marks.note(countersOf(page))) falls.add(fall)
    }
    await sleep(scrapeIntervalMs)
  }
  return { pages, falls: [...falls] }
}

check('observability.counters-never-fall', async ({ target, quick, evidence, expect }) => {
  const path = endpointOf(target.config, 'metrics')?.path
  if (path === undefined) throw unverified({ missing: ['endpoints.metrics'] })
  const running = await target.start(supported(target.config, { workers: '2' })).ready()
  if (workersOf(running).length < 2) {
    throw unverified({
      because: 'the target runs as one process: no worker of it can end alone',
      hint: 'set settings.workers if it can have several',
    })
  }
  const { session } = (await makeWorld(target, running)).owner
  const spec = running.operation('profile').request()
  evidence.floor('worker ended', 1)
  evidence.floor('counters', 1)
  for (const { name, signal } of ways) {
    const marks = new HighWater()
    const sent = await sendOverAll(running, spec, session)
    for (let each = 0; each < scrapesBefore; each += 1) {
      const counters = countersOf(await scrape(running))
      marks.note(counters)
      const { ofProcesses } = counters
      evidence.observe('counters', { aboveZero: marks.size, ofProcesses })
      if (marks.size + ofProcesses === 0) throw inconclusive(`${path} has no counter above 0`)
    }
    const hasEnded = await endOne(running, signal)
    if (!hasEnded) {
      evidence.observe('worker that goes on', { signal })
      continue
    }
    const durationMs = quick ? watchMs.quick : watchMs.thorough
    const { pages, falls } = await fallsWithin(running, marks, durationMs)
    const counted = { requestsSent, statuses: Object.fromEntries(sent), pages }
    evidence.observe('worker ended', { signal, ...counted, falls: falls.slice(0, 20) })
    expect.soft(falls.slice(0, 3), `counters that fell after a worker ${name}`).toEqual([])
    if (pages > 0) continue
    const status = statusOrError(await running.try(await running.endpoint('metrics')))
    throw inconclusive(`${path} answered ${status} after a worker ${name}`)
  }
})
