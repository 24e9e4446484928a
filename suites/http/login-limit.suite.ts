/** The login limit: a number of attempts for each client, until its window is over. */

import { inconclusive } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import type { RawRequest } from '#gate/kit/edge/edge-client.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { guessAccounts } from './limited-accounts.ts'
import { attemptOf, clients, limitedDirectly, loginRequest, toldSeconds } from './login-attempts.ts'
import { limitOf, mostInAMinute, windowOf } from './login-limit-facts.ts'

const [client, other, third] = clients
/** Attempts beyond the limit: a single refusal may be chance. */
const beyond = 3
/** The claim's window. */
const minuteSeconds = 60
/** What a quick run sets the window to, if it can: long enough for all attempts. */
const shortWindowSeconds = 5
/** Longer windows are not waited out. */
const mostWaitSeconds = 300
/** Clocks that count whole seconds may be one behind. */
const slackSeconds = 2

interface Login {
  running: RunningTarget
  request: RawRequest
  evidence: Evidence
}

/** Attempts of one client up to the limit and beyond it. */
async function exceed({ running, request, evidence }: Login, from: string, limit: number) {
  const statuses: number[] = []
  const startMs = performance.now()
  let retryAfter: number | undefined
  for (let each = 1; each <= limit + beyond; each += 1) {
    const reply = await attemptOf(running, request, from)
    retryAfter ??= reply.status === 429 ? toldSeconds(reply) : undefined
    evidence.observe('login attempt', {
      client: from,
      number: each,
      status: reply.status,
      retryAfter,
    })
    statuses.push(reply.status)
  }
  const [first] = statuses
  if (first === undefined || first >= 500)
    throw inconclusive(`the first login attempt answered ${first}`)
  const through = statuses.filter((status) => status !== 429).length
  const ms = performance.now() - startMs
  return { statuses, through, refused: statuses.slice(limit), retryAfter, ms }
}

/** What the limit counts: whether a client that may not log in may ask for anything else. */
async function observeScope({ running, evidence }: Login, from: string) {
  const other = running.config.operations?.profile?.request()
  if (!other) return
  const { status } = await attemptOf(running, { method: other.method, path: other.path }, from)
  evidence.observe('scope', { client: from, status, scope: status === 429 ? 'all' : 'login' })
}

/** The status of an attempt after the window. */
async function afterWindow({ running, request, evidence }: Login, from: string, seconds: number) {
  const waitSeconds = seconds + slackSeconds
  await sleep(waitSeconds * 1_000)
  const { status } = await attemptOf(running, request, from)
  evidence.observe('after the window', { client: from, waitSeconds, status })
  return { status, waitSeconds, what: `status of an attempt ${waitSeconds} s later` }
}

/** Bursts after the first: a window that is aligned to the clock may end during one of them. */
const laterBursts = 2

/**
 * Attempts that a limit lets through in a minute if its window is short: the least that was seen
 * over a wait and the burst after it.
 */
async function throughInAMinute(login: Login, limit: number, told: number) {
  let waitSeconds = told + slackSeconds
  const rates: number[] = []
  for (let burst = 1; burst <= laterBursts && waitSeconds < minuteSeconds; burst += 1) {
    const startMs = performance.now()
    await sleep(waitSeconds * 1_000)
    const { through, retryAfter } = await exceed(login, client, limit)
    const seconds = (performance.now() - startMs) / 1_000
    rates.push(Math.round((through * minuteSeconds) / seconds))
    login.evidence.observe('burst', { burst, waitSeconds, through, seconds, retryAfter })
    waitSeconds = (retryAfter ?? minuteSeconds) + slackSeconds
  }
  // Told to wait for a minute: that is the window.
  return waitSeconds < minuteSeconds ? Math.min(...rates) : limit
}

check(
  'http.login-rate-limit',
  async ({ target, quick, evidence, expect }) => {
    const limit = limitOf(target.config)
    const { attempts } = limit
    const deployed = limitedDirectly(target.config)
    const running = await target.start(deployed).ready()
    // An unknown account: backends that lock accounts have none to lock.
    const request = await loginRequest(running, target.newAccount('stranger'))
    const login = { running, request, evidence }
    const { statuses, through, refused, retryAfter } = await exceed(login, client, attempts)
    const windowSeconds = Math.max(limit.windowSeconds ?? minuteSeconds, minuteSeconds)
    expect.soft(through, `login attempts let through (${statuses})`).toBe(attempts)
    const beyondLimit = `statuses beyond the first ${attempts}`
    expect.soft(refused, beyondLimit).toEqual(Array(beyond).fill(429))
    const header = 'seconds in the Retry-After of a 429'
    expect.soft(retryAfter, header).toBeDefined()
    expect.soft(retryAfter ?? 0, header).toBeLessThanOrEqual(windowSeconds + slackSeconds)

    await observeScope(login, client)
    const neighbour = await attemptOf(running, request, other)
    evidence.observe('another client', { client: other, status: neighbour.status })
    expect.soft(neighbour.status, 'status of the first attempt of another client').not.toBe(429)

    for (const { name, through: guesses, most } of await guessAccounts(
      target,
      running,
      limit,
      evidence,
    )) {
      const what = `wrong passwords let through, of one client that tries ${name}`
      expect.soft(guesses, what).toBeLessThanOrEqual(most)
    }

    evidence.floor('login attempt', attempts + beyond)
    evidence.floor('another client', 1)
    // If nothing is refused, or for an hour, there is no end of a window to wait for.
    const isAsClaimed = through === attempts && (retryAfter ?? 0) <= windowSeconds + slackSeconds
    if (!isAsClaimed) return
    const told = windowOf(limit, [retryAfter])
    const most = mostInAMinute(limit)
    if ((attempts * minuteSeconds) / told > most) {
      const rate = await throughInAMinute(login, attempts, retryAfter ?? told)
      const what = `login attempts let through in a minute, ${attempts} in a window`
      expect.soft(rate, what).toBeLessThanOrEqual(most)
      if (rate > most) return
    }
    evidence.floor('after the window', 1)
    if (quick && target.config.settings?.loginRateLimitWindow) {
      const loginRateLimitWindow = String(shortWindowSeconds)
      const short = await target.start({ ...deployed, loginRateLimitWindow }).ready()
      const again = await exceed({ ...login, running: short }, third, attempts)
      // A busy machine outlasts a short window: then the deployed one is waited out.
      const isWithin = again.ms < shortWindowSeconds * 1_000
      evidence.observe('short window', { seconds: shortWindowSeconds, ms: again.ms, isWithin })
      if (isWithin) expect.soft(again.refused, beyondLimit).toEqual(Array(beyond).fill(429))
      // A setting without effect is the business of another claim: then the window is waited out.
      if (isWithin && (again.retryAfter ?? 0) <= shortWindowSeconds + slackSeconds) {
        const { status, what } = await afterWindow(
          { ...login, running: short },
          third,
          shortWindowSeconds,
        )
        expect.soft(status, what).not.toBe(429)
        return
      }
    }
    const seconds = Math.min(retryAfter ?? windowSeconds, windowSeconds)
    if (seconds > mostWaitSeconds) throw inconclusive(`the window ends in ${seconds} s only`)
    const { status, what } = await afterWindow(login, client, seconds)
    expect.soft(status, what).not.toBe(429)
  },
  { judgesLimits: true, timeoutMs: 1_200_000 },
)
