/** Redis is gone, or slow: the database answers, and nobody waits for long. */

import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { CacheWorld, type Member } from '#gate/kit/cache/world.ts'
import { during } from '#gate/kit/fault/fault.ts'
import { addLatency } from '#gate/kit/fault/latency.ts'
import { openPath } from '#gate/kit/fault/path.ts'
import { stop } from '#gate/kit/fault/stop.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import { healthPathOf } from '#gate/system/endpoints.ts'
import { statusOrError } from '#gate/system/http.ts'

const traffic = constantArrivals({ ratePerSecond: 40, seconds: 120 })
const least = { quick: 60, thorough: 400 }
/** Bounded: what a person still waits for. Without a bound it is the client's or Redis' timeout. */
const longestP99Ms = 1_500
const latencyMs = 1_000
const budgetMs = 100
/** What a busy machine may add to a request by itself. */
const slackMs = 250

interface Answer {
  status: number | string
  isRight: boolean
  ms: number
  /** What its neighbour took, which asks for health: no Redis, the same process and machine. */
  besideMs: number
}

/** Permission checks at a steady rate, until told to end; `seen` is what was answered so far. */
function ask(world: CacheWorld, member: Member, right: string, signal: AbortSignal) {
  const permissions = world.running.operation('permissions')
  const spec = permissions.request(member.company)
  const path = healthPathOf(world.running.config)
  const neighbour = async () =>
    path === undefined ? 0 : (await world.running.try({ method: 'GET', path })).ms
  const seen: Answer[] = []
  const send = async () => {
    const asked = world.running.try(spec, { session: member.person.session })
    const [outcome, besideMs] = await Promise.all([asked, neighbour()])
    const isRight =
      outcome.ok &&
      outcome.status === 200 &&
      [...permissions.result(outcome)].sort().join(',') === right
    const status = statusOrError(outcome)
    seen.push({ status, isRight, ms: outcome.ms, besideMs })
    return outcome
  }
  const ended = pace(traffic, send, signal)
  const more = async (count: number): Promise<Answer[]> => {
    const from = seen.length
    await waitFor(
      `${count} more requests are answered`,
      async () => (seen.length >= from + count ? true : undefined),
      { timeoutMs: 60_000, intervalMs: 20 },
    )
    return seen.slice(from)
  }
  return { ended, more }
}

function percentile(times: readonly number[], share: number): number {
  const ordered = times.toSorted((a, b) => a - b)
  return Math.round(ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))] ?? 0)
}

function summary(phase: string, answers: readonly Answer[]) {
  const wrong = answers.filter(({ isRight }) => !isRight)
  const statuses = [...new Set(wrong.map(({ status }) => status))]
  const times = answers.map(({ ms }) => ms)
  const beside = answers.map(({ besideMs }) => besideMs)
  const [p95Ms, p99Ms] = [percentile(times, 0.95), percentile(times, 0.99)]
  const took = { p95Ms, p99Ms, besideP95Ms: percentile(beside, 0.95) }
  return { phase, requests: answers.length, wrong: wrong.length, statuses, ...took }
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where what needs no Redis was slow as well */
function assertIdle(phases: readonly { phase: string; besideP95Ms: number }[]): void {
  const busy = phases.find(({ besideP95Ms }) => besideP95Ms > slackMs)
  if (!busy) return
  const took = `took ${busy.besideP95Ms} ms at the 95th percentile, ${busy.phase}`
  throw inconclusive(`the machine is starved: requests that need no Redis ${took}`)
}

check('cache.redis-down-degrades', async ({ target, stack, quick, evidence, expect }) => {
  const redis = await stack.dedicated('redis', {})
  const end = new AbortController()
  try {
    const redisUrl = `${redis.server.url}/0`
    const world = await CacheWorld.open(target, { redisUrl }, { asDeployed: true })
    const [member] = await world.owner()
    if (!member) throw inconclusive('there is no company to check')
    const right = await world.warm(member)
    const { more, ended } = ask(world, member, right, end.signal)
    const count = quick ? least.quick : least.thorough
    const before = summary('before', await more(count))
    const down = await during(stop(redis, 'crash'), () => more(count))
    const within = summary('without Redis', down.result)
    const after = summary('after', await more(count))
    end.abort()
    await ended
    const phases = [before, within, after]
    for (const phase of phases) {
      evidence.observe('phase', phase)
      expect.soft(phase.wrong, `${phase.phase}: wrong (${phase.statuses.join(', ')})`).toBe(0)
    }
    evidence.floor('phase', 3)
    for (const { status } of down.result) evidence.observe('request without Redis', { status })
    evidence.floor('request without Redis', count)
    assertIdle(phases.filter(({ p99Ms }) => p99Ms >= longestP99Ms))
    for (const { phase, p99Ms } of phases) {
      expect.soft(p99Ms, `${phase}: p99 in milliseconds`).toBeLessThan(longestP99Ms)
    }
    world.close()
  } finally {
    end.abort()
    await redis.remove()
  }
})

check('cache.redis-slow-degrades', async ({ target, stack, quick, evidence, expect }) => {
  target.variable('redisTimeoutMs') // Unverified before any start.
  const url = await target.redisUrl()
  const [toxiproxy, end] = [await stack.shared('toxiproxy'), new AbortController()]
  const path = await openPath(toxiproxy, { name: 'Redis', protocol: 'redis', url })
  try {
    const overrides = { redisUrl: path.url, redisTimeoutMs: String(budgetMs) }
    const world = await CacheWorld.open(target, overrides, { beside: url })
    const [member] = await world.owner()
    if (!member) throw inconclusive('there is no company to check')
    const right = await world.warm(member)
    const { more, ended } = ask(world, member, right, end.signal)
    const count = quick ? least.quick : least.thorough
    const before = summary('before', await more(count))
    const slow = await during(addLatency(path, latencyMs), () => more(count))
    const within = summary(`Redis slower by ${latencyMs} ms`, slow.result)
    end.abort()
    await ended
    const addedMs = within.p95Ms - before.p95Ms
    for (const phase of [before, within]) evidence.observe('phase', phase)
    evidence.floor('phase', 2)
    evidence.observe('added', { latencyMs, budgetMs, addedMs, proof: slow.fault.proof })
    evidence.floor('added', 1)
    for (const { status } of slow.result) evidence.observe('request with slow Redis', { status })
    evidence.floor('request with slow Redis', count)
    expect.soft(within.wrong, `wrong answers (${within.statuses.join(', ')})`).toBe(0)
    if (addedMs >= budgetMs + slackMs) assertIdle([within])
    const what = `milliseconds added at the 95th percentile, of a budget of ${budgetMs}`
    expect.soft(addedMs, what).toBeLessThan(budgetMs + slackMs)
    world.close()
  } finally {
    end.abort()
    await path.remove()
  }
})
