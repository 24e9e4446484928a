/** The login limit: a number of attempts a minute for each client, until the minute is over. */

import { inconclusive } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { check } from '#gate/run/check.ts'
import { askDirectly } from './direct.ts'
import { clients, limited, limitOf, loginRequest, retryAfterSeconds } from './login-attempts.ts'

const [client, other] = clients
/** Attempts beyond the limit: a single refusal may be chance. */
const beyond = 3
/** The claim's window. */
const windowSeconds = 60
/** Clocks that count whole seconds may be one behind. */
const slackSeconds = 2

check('http.login-rate-limit', async ({ target, evidence, expect }) => {
  const limit = limitOf(target.config)
  const running = await target.start(limited(target.config)).ready()
  // An unknown account: backends that lock accounts have none to lock.
  const request = loginRequest(running, target.newAccount('stranger'))
  const statuses: number[] = []
  let retryAfter: number | undefined
  for (let each = 1; each <= limit + beyond; each += 1) {
    const reply = await askDirectly(running, { ...request, from: client })
    retryAfter ??= reply.status === 429 ? retryAfterSeconds(reply) : undefined
    evidence.observe('login attempt', { client, number: each, status: reply.status, retryAfter })
    statuses.push(reply.status)
  }
  const [first] = statuses
  if (first === undefined || first >= 500)
    throw inconclusive(`the first login attempt answered ${first}`)
  const through = statuses.filter((status) => status !== 429).length
  expect.soft(through, `login attempts let through in a minute (${statuses})`).toBe(limit)
  const refused = statuses.slice(limit)
  expect.soft(refused, `statuses beyond the first ${limit}`).toEqual(Array(beyond).fill(429))
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
  const waitSeconds = Math.min(retryAfter ?? windowSeconds, windowSeconds) + slackSeconds
  await sleep(waitSeconds * 1_000)
  const { status } = await askDirectly(running, { ...request, from: client })
  evidence.observe('after the window', { client, waitSeconds, status })
  expect.soft(status, `status of an attempt ${waitSeconds} s later`).not.toBe(429)

  evidence.floor('after the window', 1)
})
