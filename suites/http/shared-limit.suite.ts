/** One count per client, over all processes of all replicas. */

import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { askDirectly } from './direct.ts'
import { clients, limitedDirectly, limitOf, loginRequest } from './login-attempts.ts'

const [client] = clients
const replicas = 2
/** Attempts of one client, as a multiple of the limit: enough for every worker to get some. */
const times = 8

check('http.rate-limit-shared', async ({ target, evidence, expect }) => {
  const limit = limitOf(target.config)
  const all = await Promise.all(
    Array.from(
      { length: replicas },
      async () => await target.start(limitedDirectly(target.config)).ready(),
    ),
  )
  const [replica] = all
  if (!replica) throw inconclusive('no replica')
  const request = loginRequest(replica, target.newAccount('stranger'))
  // Each on a new connection, to the replicas in turn, all at once: the counts must not race.
  const attempts = await Promise.all(
    Array.from({ length: times * limit }, async (_, index) => {
      const at = all[index % replicas] ?? replica
      const { status } = await askDirectly(at, { ...request, from: client })
      return { replica: index % replicas, status }
    }),
  )
  for (const each of attempts) evidence.observe('login attempt', each)
  const through = attempts.filter(({ status }) => status !== 429)
  const failed = through.filter(({ status }) => status === 0 || status >= 500)
  if (failed.length > 0) {
    throw inconclusive(`${failed.length} login attempts failed with a 5xx or got no response`)
  }
  const what = `let through, of ${attempts.length} attempts by one client on ${replicas} replicas`
  expect.soft(through.length, what).toBeLessThanOrEqual(limit)
  if (through.length === 0) throw inconclusive('not even the first attempt was let through')
  evidence.floor('login attempt', times * limit)
})
