/** Who may ask from a browser: the listed origins, and nobody else. */

import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Target } from '#gate/system/target.ts'
import { askedHeaders, foreignOrigins, preflight, simple } from './cors.ts'
import { deployedList } from './deployed.ts'

interface Asked {
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
  const asked: Asked = { spec: running.operation('profile').request(), session }
  return { listed, running, asked }
}

check('http.cors-allowed', async ({ target, evidence, expect }) => {
  const { listed, running, asked } = await open(target)
  for (const origin of listed.filter((each) => each !== '*')) {
    const answer = await simple(running, origin, asked)
    evidence.observe('request', { origin, ...answer })
    expect.soft(answer.allowed, `the origin allowed to ${origin}`).toBe(origin)
    const before = await preflight(running, origin, asked)
    evidence.observe('preflight', { origin, ...before })
    expect.soft(before.status, `the status of a preflight from ${origin}`).toBeLessThan(300)
    expect.soft(before.allowed, `the origin allowed to a preflight from ${origin}`).toBe(origin)
    // A wildcard does not stand for Authorization.
    const missing = askedHeaders(asked.session).filter((name) => !before.headers.includes(name))
    expect.soft(missing, `headers that a page of ${origin} may not send`).toEqual([])
  }
  evidence.floor('request', 1)
  evidence.floor('preflight', 1)
})

check('http.cors-denied', async ({ target, evidence, expect }) => {
  const { listed, running, asked } = await open(target)
  expect.soft(listed, 'the deployed origins').not.toContain('*')
  const [known = ''] = listed
  const control = await simple(running, known, asked)
  evidence.observe('control', { origin: known, ...control })
  if (control.allowed === undefined) throw inconclusive(`even ${known}, which is listed, is denied`)
  const foreign = foreignOrigins(listed)
  for (const origin of foreign) {
    for (const [what, ask] of [
      ['request', simple],
      ['preflight', preflight],
    ] as const) {
      const { status, allowed, credentials } = await ask(running, origin, asked)
      evidence.observe('foreign', { what, origin, status, allowed, credentials })
      const isAllowed = allowed !== undefined && (allowed === '*' || allowed === origin)
      expect.soft(isAllowed, `a ${what} from ${origin} is allowed (${allowed})`).toBe(false)
    }
  }
  evidence.floor('control', 1)
  evidence.floor('foreign', 2 * foreign.length)
})
