/** Bursts of login attempts of one client, up to its limit and beyond it. */

import { inconclusive } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import type { RawReply, RawRequest } from '#gate/kit/edge/edge-client.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { attemptOf, clients, toldSeconds } from './login-attempts.ts'
import { excessInAMinute, type LoginLimit, mostWithin } from './login-limit-facts.ts'

const [client] = clients
/** Attempts beyond the limit: a single refusal may be chance. */
export const beyond = 3
/** The claim's window. */
export const minuteSeconds = 60
/** Clocks that count whole seconds may be one behind. */
export const slackSeconds = 2

/** A backend to log in at. */
export interface Login {
  running: RunningTarget
  request: RawRequest
  evidence: Evidence
}

/** What became of a burst. */
export interface Burst {
  statuses: readonly number[]
  through: number
  /** The statuses of those beyond the limit. */
  refused: readonly number[]
  retryAfter: number | undefined
  ms: number
}

/** One attempt of a client. */
async function attempt({ running, request, evidence }: Login, from: string, number: number) {
  const reply = await attemptOf(running, request, from)
  const retryAfter = reply.status === 429 ? toldSeconds(reply) : undefined
  evidence.observe('login attempt', { client: from, number, status: reply.status, retryAfter })
  return reply
}

function burstOf(replies: readonly RawReply[], limit: number, ms: number): Burst {
  const statuses = replies.map(({ status }) => status)
  const [first] = statuses
  if (first === undefined || first >= 500)
    throw inconclusive(`the first login attempt answered ${first}`)
  const refusal = replies.find(({ status }) => status === 429)
  const through = statuses.filter((status) => status !== 429).length
  const retryAfter = refusal && toldSeconds(refusal)
  return { statuses, through, refused: statuses.slice(limit), retryAfter, ms }
}

/** Attempts of one client up to the limit and beyond it, one after the other. */
export async function exceed(login: Login, from: string, limit: number): Promise<Burst> {
  const replies: RawReply[] = []
  const startMs = performance.now()
  for (let each = 1; each <= limit + beyond; each += 1)
    replies.push(await attempt(login, from, each))
  return burstOf(replies, limit, performance.now() - startMs)
}

/** Bursts after the first: a window that is aligned to the clock may end during one of them. */
const laterBursts = 2

/**
 * Attempts that a limit lets through in a minute if its window is short: the least that was seen
 * over a wait and the burst after it.
 */
export async function throughInAMinute(login: Login, limit: number, told: number) {
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

/** So many times as many attempts as a limit allows meet it, though a window ends meanwhile. */
const times = 3

/**
 * Attempts of a client all at once, for a limit whose window they outlast one after the other.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if these outlast it as well
 */
export async function allAtOnce(login: Login, from: string, limit: LoginLimit) {
  const { attempts, windowSeconds = minuteSeconds } = limit
  const count = times * attempts + beyond
  const startMs = performance.now()
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const replies = await Promise.all(numbers.map((number) => attempt(login, from, number)))
  const burst = burstOf(replies, attempts, performance.now() - startMs)
  const { through, ms, retryAfter } = burst
  const most = mostWithin(limit, windowSeconds, ms)
  const excess = excessInAMinute(limit, burst)
  login.evidence.observe('at once', { count, through, ms, most, excess })
  if (most >= count && excess === undefined) {
    throw inconclusive(
      `${count} attempts at once took ${Math.round(ms)} ms, in which a limit of ${attempts} in ` +
        `${windowSeconds} s may let all through`,
    )
  }
  return { through, isRefusing: through < count, retryAfter, most, excess }
}
