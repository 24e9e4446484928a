/** One count for a client, whichever process of whichever replica it comes to. */

import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { askDirectly } from './direct.ts'
import { clients, limited, limitOf, loginRequest } from './login-tries.ts'

const [client] = clients
const replicas = 2
/** Tries of one client, as a multiple of the limit: enough for every worker to have its turn. */
const times = 8

check('http.rate-limit-shared', async ({ target, evidence, expect }) => {
  const limit = limitOf(target.config)
  const all = await Promise.all(
    Array.from(
      { length: replicas },
      async () => await target.start(limited(target.config)).ready(),
    ),
  )
  const [replica] = all
  if (!replica) throw inconclusive('no replica')
  const request = loginRequest(replica, target.newAccount('stranger'))
  // Each on a connection of its own, to the replicas in turn, some at once: counts must not race.
  const tries = await Promise.all(
    Array.from({ length: times * limit }, async (_, index) => {
      const at = all[index % replicas] ?? replica
      const { status } = await askDirectly(at, { ...request, from: client })
      return { replica: index % replicas, status }
    }),
  )
  for (const each of tries) evidence.observe('try', each)
  const through = tries.filter(({ status }) => status !== 429)
  const failed = through.filter(({ status }) => status === 0 || status >= 500)
  if (failed.length > 0) throw inconclusive(`${failed.length} tries were not answered as log-ins`)
  const what = `of ${tries.length} tries of one client over ${replicas} replicas, let through`
  expect.soft(through.length, what).toBeLessThanOrEqual(limit)
  if (through.length === 0) throw inconclusive('not even the first try was let through')
  evidence.floor('try', times * limit)
})
