/** The login limit: a number of attempts for each client, until its window is over. */

import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { rawRequestOf } from '#gate/kit/edge/raw-request.ts'
import { check } from '#gate/run/check.ts'
import { guessAccounts } from './limited-accounts.ts'
import { attemptOf, clients, limitedDirectly, strangersRequest } from './login-attempts.ts'
import {
  allAtOnce,
  beyond,
  exceed,
  type Login,
  minuteSeconds,
  slackSeconds,
  throughInAMinute,
} from './login-bursts.ts'
import {
  isOutlasted,
  type LoginLimit,
  limitOf,
  mostInAMinute,
  windowOf,
} from './login-limit-facts.ts'

const [client, other, third, fourth] = clients
/** What a quick run sets the window to, if it can: long enough for all attempts. */
const shortWindowSeconds = 5
/** Longer windows are not waited out. */
const mostWaitSeconds = 300

/** What the limit counts: whether a client that may not log in may ask for anything else. */
async function observeScope({ running, evidence }: Login, from: string) {
  const other = running.config.operations?.profile?.request()
  if (!other) return
  const { status } = await attemptOf(running, rawRequestOf(other), from)
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

/**
 * Judges how many attempts are let through: one after the other, or all at once where a window ends
 * before those would meet the limit.
 * @returns what a refused client was told, and whether the limit is as the deployment says
 */
async function judgeAttempts(login: Login, limit: LoginLimit, expect: ExpectStatic) {
  const { attempts, windowSeconds } = limit
  const inTurn = await exceed(login, client, attempts)
  if (!isOutlasted(limit, inTurn)) {
    const { statuses, through, refused, retryAfter } = inTurn
    expect.soft(through, `login attempts let through (${statuses})`).toBe(attempts)
    expect.soft(refused, `statuses beyond the first ${attempts}`).toEqual(Array(beyond).fill(429))
    const isRefusing = through < statuses.length
    return { from: client, isRefusing, retryAfter, isAsSaid: through === attempts }
  }
  const { through, most, excess, isRefusing, retryAfter } = await allAtOnce(login, fourth, limit)
  if (excess !== undefined) {
    const what = `login attempts let through in a minute, ${attempts} in ${windowSeconds} s`
    expect.soft(excess, what).toBeLessThanOrEqual(mostInAMinute(limit))
    return { from: fourth, isRefusing, retryAfter, isAsSaid: false }
  }
  expect.soft(through, 'login attempts let through, all at once').toBeLessThanOrEqual(most)
  return { from: fourth, isRefusing, retryAfter, isAsSaid: through <= most }
}

check(
  'http.login-rate-limit',
  async ({ target, quick, evidence, expect }) => {
    const limit = limitOf(target.config)
    const { attempts } = limit
    const deployed = limitedDirectly(target.config)
    const running = await target.start(deployed).ready()
    const request = await strangersRequest(target, running)
    const login = { running, request, evidence }
    const { from, isRefusing, retryAfter, isAsSaid } = await judgeAttempts(login, limit, expect)
    const windowSeconds = Math.max(limit.windowSeconds ?? minuteSeconds, minuteSeconds)
    const header = 'seconds in the Retry-After of a 429'
    // That nothing is refused was told already.
    if (isRefusing) expect.soft(retryAfter, header).toBeDefined()
    expect.soft(retryAfter ?? 0, header).toBeLessThanOrEqual(windowSeconds + slackSeconds)

    await observeScope(login, from)
    const neighbour = await attemptOf(running, await strangersRequest(target, running), other)
    evidence.observe('another client', { client: other, status: neighbour.status })
    expect.soft(neighbour.status, 'status of the first attempt of another client').not.toBe(429)

    const guesses = await guessAccounts(target, running, limit, evidence)
    for (const { name, through, most } of guesses) {
      const what = `wrong passwords let through, of one client that tries ${name}`
      expect.soft(through, what).toBeLessThanOrEqual(most)
    }

    evidence.floor('login attempt', attempts + beyond)
    evidence.floor('another client', 1)
    // If nothing is refused, or for an hour, there is no end of a window to wait for.
    const isAsClaimed = isAsSaid && (retryAfter ?? 0) <= windowSeconds + slackSeconds
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
      if (isWithin) {
        const what = `statuses beyond the first ${attempts}`
        expect.soft(again.refused, what).toEqual(Array(beyond).fill(429))
      }
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
    const { status, what } = await afterWindow(login, from, seconds)
    expect.soft(status, what).not.toBe(429)
  },
  { judgesLimits: true, timeoutMs: 1_200_000 },
)
