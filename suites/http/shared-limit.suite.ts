/** One count per client, over all processes of all replicas. */

import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import {
  asLimited,
  attemptOf,
  clients,
  limitedDirectly,
  longWindow,
  strangersRequest,
  toldSeconds,
} from './login-attempts.ts'
import { hidesCounts, limitOf, mostWithin, windowOf } from './login-limit-facts.ts'

/** As many as are deployed, if the config says so: one has nobody to share its counts with. */
const mostReplicas = 2
/** Attempts of one client, as a multiple of the limit: enough for every worker to get some. */
const times = 8

/** So much of an answer says why it is none. */
const mostShown = 200

/** Each on a new connection, to the replicas in turn, all at once: the counts must not race. */
async function burst(
  all: readonly RunningTarget[],
  count: number,
  attempt: (at: RunningTarget) => ReturnType<typeof attemptOf>,
) {
  const startMs = performance.now()
  const attempts = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const reply = await attempt(all[index % all.length] as RunningTarget)
      const { status, body } = reply
      const text = status >= 500 ? body.slice(0, mostShown) : undefined
      return { replica: index % all.length, status, retryAfter: toldSeconds(reply), text }
    }),
  )
  const ms = Math.round(performance.now() - startMs)
  const through = attempts.filter(({ status }) => status !== 429)
  const failed = through.filter(({ status }) => status === 0 || status >= 500)
  if (failed.length > 0) {
    const statuses = [...new Set(failed.map(({ status }) => status || 'no response'))].join(', ')
    const { replica, text } = failed[0] ?? {}
    throw inconclusive(
      `${failed.length} of ${count} login attempts were neither judged nor refused by the limit ` +
        `(${statuses}); replica ${replica} said: ${text ?? 'nothing'}`,
    )
  }
  return { attempts, ms, through: through.length }
}

check(
  'http.rate-limit-shared',
  async ({ target, evidence, expect }) => {
    const { config } = target
    const limit = limitOf(config)
    const { windowSeconds, overrides } = longWindow(config, limit)
    const replicas = Math.min(mostReplicas, config.deployment?.replicas ?? mostReplicas)
    const settings = { ...limitedDirectly(config), ...overrides }
    const all = await Promise.all(
      Array.from({ length: replicas }, async () => await target.start(settings).ready()),
    )
    const [replica] = all
    if (!replica) throw inconclusive('no replica')
    const count = times * limit.attempts
    // A window may end during the attempts of one client, not during those of another as well.
    for (const client of clients.slice(0, 2)) {
      const request = await strangersRequest(target, replica)
      const { attempts, ms, through } = await burst(all, count, async (at) =>
        asLimited(config, await attemptOf(at, request, client)),
      )
      for (const each of attempts) evidence.observe('login attempt', { client, ...each })
      const told = attempts.map(({ retryAfter }) => retryAfter)
      const seconds = windowOf({ ...limit, windowSeconds }, told)
      const most = mostWithin(limit, seconds, ms)
      evidence.observe('burst', { client, replicas, ms, through, windowSeconds: seconds, most })
      evidence.floor('login attempt', count)
      if (through === 0) throw inconclusive('not even the first attempt was let through')
      const isHidden = hidesCounts(limit, seconds, { through, ms, replicas })
      if (most >= count || (isHidden && through <= most)) {
        throw inconclusive(
          `${count} attempts took ${ms} ms, in which a limit of ${limit.attempts} in ` +
            `${seconds} s may let ${Math.min(most, count)} through: ` +
            'settings.loginRateLimitWindow would allow a longer window',
        )
      }
      if (through <= most) return
      if (client === clients[0]) continue
      const where = replicas === 1 ? 'one replica' : `${replicas} replicas`
      const what = `let through, of ${count} attempts by one client on ${where}`
      expect.soft(through, what).toBeLessThanOrEqual(most)
    }
  },
  { judgesLimits: true },
)
