/**
 * What the prober of the release checks finds of faults that are planted: the shortest outage,
 * resets of connections that were used before, and how its verdict follows the dose.
 */
import { isRight, summarise } from '#gate/kit/traffic/prober/judge.ts'
import { probeRequests } from '#gate/kit/traffic/prober/plan.ts'
import { epochMs, type Probed } from '#gate/kit/traffic/prober/probe.ts'
import { type Prober, startProber } from '#gate/kit/traffic/prober/prober.ts'
import {
  type FaultyServer,
  startFaultyServer,
} from '#gate/kit/traffic/prober/testing/faulty-server.ts'
import { offerGets } from './offer.ts'
import type { BenchResult } from './result.ts'

const ratePerSecond = 300
const right = [200]
/** Outages in times between two requests, ascending. */
const lengths = [1, 1.25, 1.5, 2, 2.5, 3]
const trials = 20
/** Requests between two outages, so that no failure belongs to two of them. */
const apart = 40
const resets = { every: 25, requests: 5_000, k6Seconds: 10 }
const doses = [0, 5, 20, 100, 500]
const triesPerDose = 3

async function withProber<T>(
  newOfTen: number,
  use: (server: FaultyServer, prober: Prober) => Promise<T>,
): Promise<T> {
  const server = await startFaultyServer()
  const requests = probeRequests({
    ratePerSecond,
    newOfTen,
    idleMs: [],
    seconds: 120,
    spec: (index) => ({ method: 'POST', path: '/', json: { name: `probe-${index}` } }),
  })
  const plan = { headers: {}, sideHeader: 'x-side', timeoutMs: 5_000 }
  const prober = startProber({ ...plan, origin: server.origin, requests })
  try {
    await prober.more(ratePerSecond / 2)
    return await use(server, prober)
  } finally {
    await prober.stop().catch(() => {})
    await server.close()
  }
}

const failuresOf = (requests: readonly Probed[]) =>
  requests.filter((request) => !isRight(request, right))

/** How many of 20 outages of a length are found, and how many failures belong to none. */
async function found(ms: number): Promise<{ found: number; strays: number }> {
  return await withProber(3, async (server, prober) => {
    const windows: { fromMs: number; toMs: number }[] = []
    for (let trial = 0; trial < trials; trial += 1) {
      const fromMs = epochMs()
      // At any phase of the arrivals: `more` looks every 10 ms, which is no multiple of them.
      server.outage(ms)
      await prober.more(apart)
      windows.push({ fromMs, toMs: epochMs() })
    }
    const failed = failuresOf((await prober.stop()).requests)
    const within = windows.map(({ fromMs, toMs }) =>
      failed.some(({ startMs }) => startMs >= fromMs - ms && startMs <= toMs),
    )
    const { inOutages } = await server.planted()
    return {
      found: within.filter(Boolean).length,
      strays: Math.abs(failed.length - inOutages),
    }
  })
}

/** The shortest outage that, as all longer ones, is found each time; in times between requests. */
async function smallestOutage(): Promise<BenchResult> {
  const seen: string[] = []
  let smallest = Number.POSITIVE_INFINITY
  let strays = 0
  for (const length of lengths) {
    const ms = (length * 1000) / ratePerSecond
    const result = await found(ms)
    seen.push(`${length}: ${result.found}`)
    strays += result.strays
    if (result.found < trials) smallest = Number.POSITIVE_INFINITY
    else if (smallest > length) smallest = length
  }
  return {
    name: 'smallest-outage',
    value: smallest,
    unit: 'ratio',
    runs: trials,
    goal: [0, 2.5],
    reference: [
      `the time between two requests at ${ratePerSecond}/s`,
      `found of ${trials} by length ${seen.join(', ')}; ${strays} failures beside outages`,
    ].join('; '),
  }
}

/** Resets of reused connections: those reported of those planted; beside it k6 with plain GETs. */
async function resetsSeen(): Promise<BenchResult> {
  const own = await withProber(0, async (server, prober) => {
    server.resetEvery(resets.every)
    for (let sent = 0; sent < resets.requests; sent += 1_000) await prober.more(1_000)
    server.resetEvery(0)
    const { failed } = summarise((await prober.stop()).requests, right)
    return { failed, planted: (await server.planted()).onReused }
  })
  const server = await startFaultyServer()
  server.resetEvery(resets.every)
  const load = await offerGets(server.origin, { rate: ratePerSecond, seconds: resets.k6Seconds })
  const { onReused } = await server.planted()
  await server.close()
  const missed = load.phases.reduce((all, { requests, ok }) => all + requests - ok, 0)
  return {
    name: 'resets-seen',
    value: own.failed / own.planted,
    unit: 'ratio',
    runs: own.planted,
    goal: [0.99, 1],
    reference: `resets of reused connections; k6 with plain GETs reports ${missed} of ${onReused}`,
  }
}

/** Whether more of an outage is never found as less of it. */
async function outageDose(): Promise<BenchResult> {
  const counts: number[][] = []
  for (const ms of doses) {
    const failed: number[] = []
    for (let attempt = 0; attempt < triesPerDose; attempt += 1) {
      failed.push(
        await withProber(3, async (server, prober) => {
          if (ms > 0) server.outage(ms)
          await prober.more(ratePerSecond)
          return failuresOf((await prober.stop()).requests).length
        }),
      )
    }
    counts.push(failed)
  }
  // Every try of a dose against every try of the next: none may say less of more.
  const pairs = counts.slice(1).flatMap((more, at) => {
    const less = counts[at] as number[]
    return more.flatMap((one) => less.map((other) => one > other))
  })
  const text = doses.map((ms, at) => `${ms} ms ${counts[at]?.join('/')}`).join(', ')
  return {
    name: 'outage-dose',
    value: pairs.filter(Boolean).length / pairs.length,
    unit: 'ratio',
    runs: triesPerDose,
    goal: [1, 1],
    reference: `pairs of tries of neighbouring doses in order; failed requests: ${text}`,
  }
}

export async function probedFaults(): Promise<BenchResult[]> {
  return [await smallestOutage(), await resetsSeen(), await outageDose()]
}
