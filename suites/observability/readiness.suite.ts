/** Readiness: the database goes away in either way, and comes back. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import { during, type Fault } from '#gate/kit/fault/fault.ts'
import { pause, stop } from '#gate/kit/fault/stop.ts'
import { check } from '#gate/run/check.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { supported } from '#gate/system/environment.ts'
import { isWell, onOwnConnection, statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** The claim's. */
const noticedWithinMs = 2_000
/** Looked at for so long after that: it has to stay away. */
const watchedMs = 2_000
/** A back-off that grew while the server was away has ended by then. */
const backWithinMs = 30_000
const lookEveryMs = 50
/** A load balancer waits no longer for a probe; an answer that does not come is not ready. */
const probeTimeoutMs = 2_000
/** Each look is on a connection of its own, and workers take turns: so many are all of them. */
const inARow = 8

interface Look {
  atMs: number
  status: number | string
  isReady: boolean
}

async function look(running: RunningTarget, path: string, sinceMs: number): Promise<Look> {
  const options = { timeoutMs: probeTimeoutMs }
  const atMs = Math.round(performance.now() - sinceMs)
  const outcome = await onOwnConnection(running.client, (client) =>
    client.try({ method: 'GET', path }, options),
  )
  const status = statusOrError(outcome)
  return { atMs, status, isReady: isWell(outcome) }
}

/** Looks until the claim's time and some more are over. */
async function watch(running: RunningTarget, path: string, fromMs: number): Promise<Look[]> {
  const looks: Look[] = []
  while (performance.now() - fromMs < noticedWithinMs + watchedMs) {
    looks.push(await look(running, path, fromMs))
    await sleep(lookEveryMs)
  }
  return looks
}

/** Seconds until each of some looks in a row says ready; undefined where that never happens. */
async function secondsUntilReady(running: RunningTarget, path: string) {
  const fromMs = performance.now()
  let row = 0
  const isReady = async () => {
    row = (await look(running, path, fromMs)).isReady ? row + 1 : 0
    return row >= inARow || undefined
  }
  const options = { timeoutMs: backWithinMs, intervalMs: 20 }
  const isBack = await waitFor('it is ready again', isReady, options).catch(() => false)
  return isBack ? Math.round(performance.now() - fromMs) / 1000 : undefined
}

type Lose = (postgres: RunningService<'postgres'>) => Promise<Fault>
const ways: readonly [name: string, lose: Lose][] = [
  ['it is stopped', (postgres) => stop(postgres, 'orderly')],
  ['it is frozen', (postgres) => pause(postgres)],
]

check('observability.readiness-honest', async ({ target, stack, evidence, expect }) => {
  const path = target.config.endpoints?.ready
  if (path === undefined) throw unverified({ missing: ['endpoints.ready'] })
  const postgres = await stack.dedicated('postgres', {})
  try {
    const postgresUrl = await target.databaseOn(postgres.server)
    const few = supported(target.config, { workers: '2' })
    const running = await target.start({ ...few, postgresUrl }).ready()
    for (const [way, lose] of ways) {
      const control = await secondsUntilReady(running, path)
      if (control === undefined) throw inconclusive(`it is not ready before ${way}`)
      const { result: looks, fault } = await during(lose(postgres), ({ fromMs }) =>
        watch(running, path, fromMs),
      )
      const late = looks.filter(({ atMs }) => atMs >= noticedWithinMs)
      const lies = late.filter(({ isReady }) => isReady)
      const noticedMs = looks.find(({ isReady }) => !isReady)?.atMs ?? null
      const seconds = await secondsUntilReady(running, path)
      const statuses = [...new Set(late.map(({ status }) => status))]
      const seen = { way, noticedMs, late: late.length, lies: lies.length, statuses }
      evidence.observe('loss', { ...seen, backAfterSeconds: seconds ?? null, proof: fault.proof })
      if (late.length === 0) throw inconclusive(`no look 2 s after ${way}: the machine was held up`)
      expect.soft(lies.length, `looks that say ready, 2 s after ${way}`).toBe(0)
      expect.soft(seconds, `seconds until it is ready again, after ${way}`).toBeDefined()
      if (seconds === undefined) break
    }
    evidence.floor('loss', 1)
  } finally {
    await postgres.remove()
  }
})
