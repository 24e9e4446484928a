/** The login limit: a number of attempts a minute for each client, until the minute is over. */

import { inconclusive } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import type { RawRequest } from '#gate/kit/edge/edge-client.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { askDirectly } from './direct.ts'
import {
  clients,
  limitedDirectly,
  limitOf,
  loginRequest,
  retryAfterSeconds,
} from './login-attempts.ts'

const [client, other, third] = clients
/** Attempts beyond the limit: a single refusal may be chance. */
const beyond = 3
/** The claim's window. */
const windowSeconds = 60
/** What a quick run sets the window to, if it can: long enough for all attempts. */
const shortWindowSeconds = 5
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
  let retryAfter: number | undefined
  for (let each = 1; each <= limit + beyond; each += 1) {
    const reply = await askDirectly(running, { ...request, from })
    retryAfter ??= reply.status === 429 ? retryAfterSeconds(reply) : undefined
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
  return { statuses, through, refused: statuses.slice(limit), retryAfter }
}

/** The status of an attempt after the window. */
async function afterWindow({ running, request, evidence }: Login, from: string, seconds: number) {
  const waitSeconds = seconds + slackSeconds
  await sleep(waitSeconds * 1_000)
  const { status } = await askDirectly(running, { ...request, from })
  evidence.observe('after the window', { client: from, waitSeconds, status })
  return { status, what: `status of an attempt ${waitSeconds} s later` }
}

check('http.login-rate-limit', async ({ target, quick, evidence, expect }) => {
  const limit = limitOf(target.config)
  const deployed = limitedDirectly(target.config)
  const running = await target.start(deployed).ready()
  // An unknown account: backends that lock accounts have none to lock.
  const request = loginRequest(running, target.newAccount('stranger'))
  const login = { running, request, evidence }
  const { statuses, through, refused, retryAfter } = await exceed(login, client, limit)
  expect.soft(through, `login attempts let through in a minute (${statuses})`).toBe(limit)
  const beyondLimit = `statuses beyond the first ${limit}`
  expect.soft(refused, beyondLimit).toEqual(Array(beyond).fill(429))
  const header = 'seconds in the Retry-After of a 429'
  expect.soft(retryAfter, header).toBeDefined()
  expect.soft(retryAfter ?? 0, header).toBeLessThanOrEqual(windowSeconds + slackSeconds)

  const neighbour = await askDirectly(running, { ...request, from: other })
  evidence.observe('another client', { client: other, status: neighbour.status })
  expect.soft(neighbour.status, 'status of the first attempt of another client').not.toBe(429)

  evidence.floor('login attempt', limit + beyond)
  evidence.floor('another client', 1)
  // If nothing is refused, or for an hour, there is no end of a window to wait for.
  const isAsClaimed = through === limit && (retryAfter ?? 0) <= windowSeconds + slackSeconds
  if (!isAsClaimed) return
  evidence.floor('after the window', 1)
  if (quick && target.config.settings?.loginRateLimitWindow) {
    const loginRateLimitWindow = String(shortWindowSeconds)
    const short = await target.start({ ...deployed, loginRateLimitWindow }).ready()
    const again = await exceed({ ...login, running: short }, third, limit)
    expect.soft(again.refused, beyondLimit).toEqual(Array(beyond).fill(429))
    // A setting without effect is the business of another claim: then the minute is waited out.
    if ((again.retryAfter ?? 0) <= shortWindowSeconds + slackSeconds) {
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
  const { status, what } = await afterWindow(login, client, seconds)
  expect.soft(status, what).not.toBe(429)
})
