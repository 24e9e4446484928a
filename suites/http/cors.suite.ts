/** CORS: the listed origins may call the API from a browser, and no others. */

import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Target } from '#gate/system/target.ts'
import { foreignOrigins, preflight, requestedHeaders, simple } from './cors.ts'
import { deployedList } from './deployed-lists.ts'

interface SessionRequest {
  spec: RequestSpec
  session: Session
}

/** The target with its deployed origins, and a request that a page makes of it. */
async function open(target: Target) {
  const listed = deployedList(target.config, 'corsOrigins').map((origin) =>
    origin.replace(/\/$/, '').toLowerCase(),
  )
  const running = await target.running()
  const session = await running.login(await target.admin())
  const request: SessionRequest = { spec: running.operation('profile').request(), session }
  return { listed, running, request }
}

check('http.cors-allowed', async ({ target, evidence, expect }) => {
  const { listed, running, request } = await open(target)
  for (const origin of listed.filter((each) => each !== '*')) {
    const answer = await simple(running, origin, request)
    evidence.observe('request', { origin, ...answer })
    expect.soft(answer.allowed, `Access-Control-Allow-Origin for ${origin}`).toBe(origin)
    const asked = await preflight(running, origin, request)
    evidence.observe('preflight', { origin, ...asked })
    expect.soft(asked.status, `status of a preflight from ${origin}`).toBeLessThan(300)
    const what = `Access-Control-Allow-Origin of a preflight from ${origin}`
    expect.soft(asked.allowed, what).toBe(origin)
    // A wildcard does not cover Authorization.
    const wanted = requestedHeaders(request.session)
    const missing = wanted.filter((name) => !asked.headers.includes(name))
    expect.soft(missing, `headers that a page of ${origin} is not allowed to send`).toEqual([])
  }
  evidence.floor('request', 1)
  evidence.floor('preflight', 1)
})

check('http.cors-denied', async ({ target, evidence, expect }) => {
  const { listed, running, request } = await open(target)
  expect.soft(listed, 'deployed origins').not.toContain('*')
  const [known = ''] = listed
  const control = await simple(running, known, request)
  evidence.observe('control', { origin: known, ...control })
  if (control.allowed === undefined) throw inconclusive(`even the listed ${known} is denied`)
  const foreign = foreignOrigins(listed)
  for (const origin of foreign) {
    for (const [what, ask] of [
      ['request', simple],
      ['preflight', preflight],
    ] as const) {
      const { status, allowed, credentials } = await ask(running, origin, request)
      evidence.observe('foreign', { what, origin, status, allowed, credentials })
      const isAllowed = allowed !== undefined && (allowed === '*' || allowed === origin)
      const label = `${what} from ${origin} is allowed (Access-Control-Allow-Origin: ${allowed})`
      expect.soft(isAllowed, label).toBe(false)
    }
  }
  evidence.floor('control', 1)
  evidence.floor('foreign', 2 * foreign.length)
})
