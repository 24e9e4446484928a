/** When Redis is down or slow, the database answers and requests stay fast. */

import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { CacheWorld, type Member } from '#gate/kit/cache/cache-world.ts'
import { grantedBy } from '#gate/kit/cache/granted.ts'
import { during } from '#gate/kit/fault/fault.ts'
import { addLatency } from '#gate/kit/fault/latency.ts'
import { openPath } from '#gate/kit/fault/path.ts'
import { stop } from '#gate/kit/fault/stop.ts'
import { percentile } from '#gate/kit/model/statistics.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { statusOrError } from '#gate/system/http.ts'
import { tooManyRequests } from '#gate/system/rate-limited.ts'
import { otherRequests, wrongWithoutRedis } from './other-requests.ts'
import { whileWritesRefused } from './refused-writes.ts'
import {
  type Changing,
  changeOverEach,
  changingMember,
  connectionsWithoutCache,
} from './used-again.ts'

const traffic = constantArrivals({ ratePerSecond: 40, seconds: 120 })
const minRequests = { quick: 60, thorough: 400 }
/** What users accept. Without a bound it would be the timeout of the client or of Redis. */
const maxP99Ms = 1_500
const latencyMs = 1_000
const budgetMs = 100
/** What a busy machine may add to a request. */
const slackMs = 250

interface Answer {
  status: number | string
  isRight: boolean
  ms: number
  /** A health request at the same time: same process and machine, but no Redis. */
  healthMs: number
}

/** Sends permission checks at a steady rate until aborted. */
function checkSteadily(world: CacheWorld, member: Member, right: string, signal: AbortSignal) {
  const spec = world.running.operation('permissions').request(member.company)
  const checkHealth = async () => {
    const health = await world.running.endpointIfAny('health')
    return health ? (await world.running.try(health)).ms : 0
  }
  const answers: Answer[] = []
  const send = async () => {
    const asked = world.running.try(spec, { session: member.person.session })
    const [outcome, healthMs] = await Promise.all([asked, checkHealth()])
    const isRight = grantedBy(outcome, world.running) === right
    const status = statusOrError(outcome)
    answers.push({ status, isRight, ms: outcome.ms, healthMs })
    return outcome
  }
  const ended = pace(traffic, send, signal)
  const more = async (count: number): Promise<Answer[]> => {
    const from = answers.length
    await waitFor(
      `${count} more answered requests`,
      async () => (answers.length >= from + count ? true : undefined),
      { timeoutMs: 60_000, intervalMs: 20 },
    )
    return answers.slice(from)
  }
  return { ended, more }
}

/** Within the usual limit of 5 in a minute, of which the preparation uses two. */
const loginsDuring = 2
const loginTimeoutMs = 10_000
const refusingStatus = 503

/** Logs in. Limiters count in Redis, and may refuse without it; nobody has to wait for it. */
async function logIn({ running }: CacheWorld, { person }: Member) {
  const spec = running.operation('login').request(person.account)
  const outcome = await running.try(spec, { timeoutMs: loginTimeoutMs })
  const status = statusOrError(outcome)
  return { status, ms: Math.round(outcome.ms) }
}

type Login = Awaited<ReturnType<typeof logIn>>

const isSound = ({ status }: Login) => typeof status === 'number' && status < 500

/**
 * The statuses of logins that are none of those that a good password gets. One that fails with
 * Redis, too, says nothing of Redis.
 */
function unsoundLogins(control: Login, logins: readonly Login[]): (number | string)[] {
  if (!isSound(control)) return []
  const right: unknown[] = [control.status, tooManyRequests, refusingStatus]
  return logins.map(({ status }) => status).filter((status) => !right.includes(status))
}

/** Logs in several times, one after the other. */
async function logInRepeatedly(world: CacheWorld, member: Member) {
  const logins: Login[] = []
  for (let each = 0; each < loginsDuring; each += 1) logins.push(await logIn(world, member))
  return logins
}

const rounded = (times: readonly number[], percent: number) =>
  Math.round(percentile(times, percent))

function summary(phase: string, answers: readonly Answer[]) {
  const wrong = answers.filter(({ isRight }) => !isRight)
  const statuses = [...new Set(wrong.map(({ status }) => status))]
  const times = answers.map(({ ms }) => ms)
  const health = answers.map(({ healthMs }) => healthMs)
  const [p95Ms, p99Ms] = [rounded(times, 95), rounded(times, 99)]
  const latency = { p95Ms, p99Ms, healthP95Ms: rounded(health, 95) }
  return { phase, requests: answers.length, wrong: wrong.length, statuses, ...latency }
}

function wrongAnswers({ phase, statuses }: ReturnType<typeof summary>): string {
  return `wrong answers ${phase} (statuses: ${statuses.join(', ') || 'none'})`
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if requests without Redis were slow too */
function assertIdle(phases: readonly { phase: string; healthP95Ms: number }[]): void {
  const busy = phases.find(({ healthP95Ms }) => healthP95Ms > slackMs)
  if (!busy) return
  const p95 = `p95 ${busy.healthP95Ms} ms ${busy.phase}`
  throw inconclusive(`the machine is overloaded: health requests, which use no Redis, took ${p95}`)
}

/**
 * Refusals for want of a connection, while health requests were slow as well, are the machine's.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if there were such
 */
function assertServed(
  phases: readonly ReturnType<typeof summary>[],
  overloaded: readonly number[],
) {
  const isRefusal = (status: number | string) => overloaded.some((each) => each === status)
  assertIdle(phases.filter(({ wrong, statuses }) => wrong > 0 && statuses.every(isRefusal)))
}

/** What is asked while writes are refused: each check finds no entry, and fills in vain. */
const refusedChecks = 5

/**
 * The entry is gone, and Redis refuses to take another: the database answers. A change that cannot
 * be made known meanwhile may keep the cache off, but not for good.
 */
async function askWhileRefused(
  world: CacheWorld,
  member: Member,
  changing: Changing | undefined,
  evidence: Evidence,
) {
  const spec = world.running.operation('permissions').request(member.company)
  await world.redis.del(world.key(member))
  const asked = await whileWritesRefused(world.redis, async () => {
    const answers: string[] = []
    for (let each = 0; each < refusedChecks; each += 1) {
      const outcome = await world.running.try(spec, { session: member.person.session })
      const status = statusOrError(outcome)
      answers.push(grantedBy(outcome, world.running) ?? `status ${status}`)
      evidence.observe('check while Redis refuses writes', { status })
    }
    const login = await logIn(world, member)
    evidence.observe('login while Redis refuses writes', login)
    const changes = changing ? await changeOverEach(world, changing) : []
    evidence.observe('changes while Redis refuses writes', changes)
    return { answers, login }
  })
  const used = changing ? await connectionsWithoutCache(world, changing.member) : undefined
  if (used) evidence.observe('connections after Redis takes writes again', used)
  return { ...asked, unused: used?.without ?? 0 }
}

check('cache.redis-down-degrades', async ({ target, stack, quick, evidence, expect }) => {
  const redis = await stack.dedicated('redis', {})
  const end = new AbortController()
  try {
    const redisUrl = `${redis.server.url}/0`
    const world = await CacheWorld.open(target, { redisUrl }, { asDeployed: true })
    const [member] = await world.owner()
    if (!member) throw inconclusive('no company to check')
    const right = await world.warmIfKnown(member)
    const changing = await changingMember(world, member)
    const { more, ended } = checkSteadily(world, member, right, end.signal)
    const count = quick ? minRequests.quick : minRequests.thorough
    const before = summary('before the outage', await more(count))
    const control = await logIn(world, member)
    const askOthers = await otherRequests(world, member)
    const usual = await askOthers()
    const down = await during(stop(redis, 'crash'), async () => {
      const [answers, logins] = await Promise.all([more(count), logInRepeatedly(world, member)])
      return { answers, logins, others: await askOthers() }
    })
    const { answers, logins, others } = down.result
    const within = summary('during the outage', answers)
    const after = summary('after the outage', await more(count))
    end.abort()
    await ended
    const refused = await askWhileRefused(world, member, changing, evidence)
    const phases = [before, within, after]
    const { overloaded } = world.running.statuses
    assertServed(phases, overloaded)
    for (const phase of phases) {
      evidence.observe('phase', phase)
      expect.soft(phase.wrong, wrongAnswers(phase)).toBe(0)
    }
    evidence.floor('phase', 3)
    for (const { status } of answers) evidence.observe('request without Redis', { status })
    evidence.floor('request without Redis', count)
    evidence.observe('login with Redis', control)
    for (const login of logins) evidence.observe('login without Redis', login)
    evidence.floor('login without Redis', loginsDuring)
    const unsound = unsoundLogins(control, logins)
    // Waiting for Redis takes each of them long; one alone may have been unlucky.
    const waitMs = isSound(control) ? Math.min(...logins.map(({ ms }) => ms - control.ms)) : 0
    if (waitMs >= maxP99Ms || unsound.some((status) => typeof status === 'string')) {
      assertIdle([within])
    }
    expect.soft(unsound, 'answers to logins without Redis that blame something else').toEqual([])
    const pairs = [...usual].map(([name, status]) => [name, [status, others.get(name)]] as const)
    evidence.observe('other requests, with Redis and without', Object.fromEntries(pairs))
    const wrong = wrongWithoutRedis(usual, others, overloaded)
    if (wrong.some((text) => /: (?!\d{3} )/.test(text))) assertIdle([within])
    expect.soft(wrong, 'answers to other requests without Redis').toEqual([])
    const misled = refused.answers.filter((answer) => answer !== right)
    expect.soft(misled, 'wrong answers while Redis refuses writes').toEqual([])
    const what = 'connections over which nothing is cached, a minute after Redis is well again'
    expect.soft(refused.unused, what).toBe(0)
    const barred = unsoundLogins(control, [refused.login])
    expect.soft(barred, 'answers to logins while Redis refuses writes').toEqual([])
    expect.soft(waitMs, 'time that each login waits for Redis (ms)').toBeLessThan(maxP99Ms)
    assertIdle(phases.filter(({ p99Ms }) => p99Ms >= maxP99Ms))
    for (const { phase, p99Ms } of phases) {
      expect.soft(p99Ms, `p99 latency ${phase} (ms)`).toBeLessThan(maxP99Ms)
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
    if (!member) throw inconclusive('no company to check')
    const right = await world.warm(member)
    const { more, ended } = checkSteadily(world, member, right, end.signal)
    const count = quick ? minRequests.quick : minRequests.thorough
    const before = summary('without latency', await more(count))
    const slow = await during(addLatency(path, latencyMs), () => more(count))
    const within = summary(`with ${latencyMs} ms of Redis latency`, slow.result)
    end.abort()
    await ended
    const addedMs = within.p95Ms - before.p95Ms
    for (const phase of [before, within]) evidence.observe('phase', phase)
    evidence.floor('phase', 2)
    evidence.observe('added latency', { latencyMs, budgetMs, addedMs, proof: slow.fault.proof })
    evidence.floor('added latency', 1)
    for (const { status } of slow.result) evidence.observe('request with slow Redis', { status })
    evidence.floor('request with slow Redis', count)
    assertServed([within], world.running.statuses.overloaded)
    expect.soft(within.wrong, wrongAnswers(within)).toBe(0)
    if (addedMs >= budgetMs + slackMs) assertIdle([within])
    const what = `p95 latency added by a slow Redis (ms, budget ${budgetMs})`
    expect.soft(addedMs, what).toBeLessThan(budgetMs + slackMs)
    world.close()
  } finally {
    end.abort()
    await path.remove()
  }
})
