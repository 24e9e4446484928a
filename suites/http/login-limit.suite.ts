/** Log-ins: so many tries a minute for each client, and no more, until the minute is over. */

import { inconclusive } from '#gate/errors.ts'
import { lasts } from '#gate/host/process/wait.ts'
import { check } from '#gate/run/check.ts'
import { askDirectly } from './direct.ts'
import { clients, limited, limitOf, loginRequest, retryAfterSeconds } from './login-tries.ts'

const [client, other] = clients
/** Tries beyond the limit: one refusal may be by chance. */
const beyond = 3
/** The claim's window. */
const windowSeconds = 60
/** Clocks that count whole seconds may be one behind. */
const slackSeconds = 2

check('http.login-rate-limit', async ({ target, evidence, expect }) => {
  const limit = limitOf(target.config)
  const running = await target.start(limited(target.config)).ready()
  // An account that is not there: backends that lock accounts have none to lock.
  const request = loginRequest(running, target.newAccount('stranger'))
  const statuses: number[] = []
  let retryAfter: number | undefined
  for (let each = 1; each <= limit + beyond; each += 1) {
    const reply = await askDirectly(running, { ...request, from: client })
    retryAfter ??= reply.status === 429 ? retryAfterSeconds(reply) : undefined
    evidence.observe('try', { client, number: each, status: reply.status, retryAfter })
    statuses.push(reply.status)
  }
  const [first] = statuses
  if (first === undefined || first >= 500) throw inconclusive(`the first try answered ${first}`)
  const through = statuses.filter((status) => status !== 429).length
  expect.soft(through, `tries let through in a minute (${statuses})`).toBe(limit)
  expect.soft(statuses.slice(limit), `the tries after ${limit}`).toEqual(Array(beyond).fill(429))
  expect.soft(retryAfter, 'the Retry-After of a refusal, in seconds').toBeDefined()
  expect.soft(retryAfter ?? 0, 'Retry-After').toBeLessThanOrEqual(windowSeconds + slackSeconds)

  const neighbour = await askDirectly(running, { ...request, from: other })
  evidence.observe('other client', { client: other, status: neighbour.status })
  expect.soft(neighbour.status, 'the first try of another client').not.toBe(429)

  evidence.floor('try', limit + beyond)
  evidence.floor('other client', 1)
  // Where nobody is refused, or for an hour, there is no end of a window to wait for.
  const isSound = through === limit && (retryAfter ?? 0) <= windowSeconds + slackSeconds
  if (!isSound) return
  const waitSeconds = Math.min(retryAfter ?? windowSeconds, windowSeconds) + slackSeconds
  await lasts(waitSeconds * 1_000)
  const { status } = await askDirectly(running, { ...request, from: client })
  evidence.observe('after the window', { client, waitSeconds, status })
  expect.soft(status, `a try ${waitSeconds} s later`).not.toBe(429)

  evidence.floor('after the window', 1)
})
