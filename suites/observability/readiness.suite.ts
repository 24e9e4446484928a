/** Readiness: the database stops or freezes, and comes back. */

import type { RequestSpec } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { during, type Fault } from '#gate/kit/fault/fault.ts'
import { pause, stop } from '#gate/kit/fault/stop.ts'
import { check } from '#gate/run/check.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { supported } from '#gate/system/environment.ts'
import { isWell, onOwnConnection, statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** The claim's limit. */
const noticedWithinMs = 2_000
/** Probed for so long after that: it has to stay not ready. */
const watchedMs = 2_000
/** A back-off that grew while the server was away has ended by then. */
const backWithinMs = 30_000
const probeIntervalMs = 50
/** A load balancer waits no longer for a probe; no response means not ready. */
const probeTimeoutMs = 2_000
/** Each probe is on a new connection and workers take turns: this many reach all of them. */
const inARow = 8

interface Probe {
  atMs: number
  status: number | string
  isReady: boolean
}

async function probe(
  running: RunningTarget,
  request: RequestSpec,
  sinceMs: number,
): Promise<Probe> {
  const options = { timeoutMs: probeTimeoutMs }
  const atMs = Math.round(performance.now() - sinceMs)
  const outcome = await onOwnConnection(running.client, (client) => client.try(request, options))
  const status = statusOrError(outcome)
  return { atMs, status, isReady: isWell(outcome) }
}

/** Probes until the claim's limit and the time after it are over. */
async function watch(
  running: RunningTarget,
  request: RequestSpec,
  fromMs: number,
): Promise<Probe[]> {
  const probes: Probe[] = []
  while (performance.now() - fromMs < noticedWithinMs + watchedMs) {
    probes.push(await probe(running, request, fromMs))
    await sleep(probeIntervalMs)
  }
  return probes
}

/** Seconds until several probes in a row are ready; undefined if that never happens. */
async function secondsUntilReady(running: RunningTarget, request: RequestSpec) {
  const fromMs = performance.now()
  let row = 0
  const isReady = async () => {
    row = (await probe(running, request, fromMs)).isReady ? row + 1 : 0
    return row >= inARow || undefined
  }
  const options = { timeoutMs: backWithinMs, intervalMs: 20 }
  const isBack = await waitFor(
    'several successful readiness probes in a row',
    isReady,
    options,
  ).catch(ifTimedOut(() => false))
  return isBack ? Math.round(performance.now() - fromMs) / 1000 : undefined
}

type BreakDatabase = (postgres: RunningService<'postgres'>) => Promise<Fault>
const outages: readonly [name: string, begin: BreakDatabase][] = [
  ['the database stops', (postgres) => stop(postgres, 'orderly')],
  ['the database freezes', (postgres) => pause(postgres)],
]

check('observability.readiness-honest', async ({ target, stack, evidence, expect }) => {
  if (!target.config.endpoints?.ready) throw unverified({ missing: ['endpoints.ready'] })
  const postgres = await stack.dedicated('postgres', {})
  try {
    const postgresUrl = await target.databaseOn(postgres.server)
    const few = supported(target.config, { workers: '2' })
    const running = await target.start({ ...few, postgresUrl }).ready()
    const request = await running.endpoint('ready')
    // What the first outage showed stays a failure if the second cannot be tried.
    evidence.floor('outage', 1)
    for (const [outage, begin] of outages) {
      const control = await secondsUntilReady(running, request)
      if (control === undefined) throw inconclusive(`the target is not ready before ${outage}`)
      const { result: probes, fault } = await during(begin(postgres), ({ fromMs }) =>
        watch(running, request, fromMs),
      )
      const late = probes.filter(({ atMs }) => atMs >= noticedWithinMs)
      const stillReady = late.filter(({ isReady }) => isReady).length
      const noticedMs = probes.find(({ isReady }) => !isReady)?.atMs ?? null
      const seconds = await secondsUntilReady(running, request)
      const statuses = [...new Set(late.map(({ status }) => status))]
      const facts = { outage, noticedMs, lateProbes: late.length, stillReady, statuses }
      const { proof } = fault
      evidence.observe('outage', { ...facts, readyAgainSeconds: seconds ?? null, proof })
      const what = `readiness probes still succeeding 2 s after ${outage}`
      expect.soft(stillReady, what).toBe(0)
      expect.soft(seconds, `seconds until ready again after ${outage}`).toBeDefined()
      if (late.length === 0) throw inconclusive(`no probe 2 s after ${outage}: the machine is busy`)
      if (seconds === undefined) break
    }
  } finally {
    await postgres.remove()
  }
})
