/** CORS: the listed origins may call the API from a browser, and no others. */

import type { RequestSpec, Session, TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { preflight, requestedHeaders, simple } from './cors.ts'
import { visitEdge } from './cors-edge.ts'
import { type ErrorRequest, visitErrors } from './cors-errors.ts'
import { deployedList } from './deployed-lists.ts'
import { everyRequest } from './every-request.ts'
import { foreignOrigins, type OriginList, readOrigins } from './origins.ts'

/** Foreign origins that are tried on every route. */
const typicalStrangers: readonly string[] = ['null', 'https://attacker.example']

interface SessionRequest {
  spec: RequestSpec
  session: Session
}

/** Whether the config says that no page of another origin is to call the target. */
function isClosed({ settings, lacks }: TargetConfig): boolean {
  return settings?.corsOrigins === undefined && lacks?.CORS !== undefined
}

/** The target with its deployed origins, and a request that a page makes of it. */
async function open(target: Target) {
  const { config } = target
  const list = readOrigins(isClosed(config) ? [] : deployedList(config, 'corsOrigins'))
  const running = await target.running()
  const session = await running.login(await target.admin())
  const request: SessionRequest = { spec: running.operation('profile').request(), session }
  return { list, running, request }
}

/**
 * Answers that other code gives than that of the profile: a login, and errors of every kind. What
 * no credentials go with may be open to all.
 */
async function denyElsewhere(
  place: { target: Target; running: RunningTarget },
  evidence: Evidence,
  judge: (what: string, isAllowed: boolean) => void,
) {
  const ask = async ({ what, spec, session }: ErrorRequest) => {
    for (const origin of typicalStrangers) {
      const answer = await simple(place.running, origin, { spec, session })
      const { status, allowed, credentials } = answer
      evidence.observe('foreign elsewhere', { what, origin, status, allowed, credentials })
      const label = `${what} (${status}) from ${origin} is allowed (${allowed})`
      judge(label, allowed === origin || (allowed === '*' && credentials))
    }
  }
  const login = place.running.operation('login').request(await place.target.admin())
  await ask({ what: 'a login', spec: login })
  for (const [what, spec] of everyRequest(place.target)) {
    // A route may have rules of its own, and whoever may ask it without a session is no help.
    await ask({ what: `${what} without a session`, spec })
    for (const origin of typicalStrangers) {
      const asked = await preflight(place.running, origin, { spec, session: { headers: {} } })
      const { status, allowed, credentials } = asked
      evidence.observe('foreign preflight elsewhere', { what, origin, status, allowed })
      const label = `preflight of ${what} (${status}) from ${origin} is allowed (${allowed})`
      judge(label, allowed === origin || (allowed === '*' && credentials))
    }
  }
  await visitErrors(place, ask)
}

/** Methods that browsers ask for, each with an operation of the contract that uses it. */
function methodsOf(target: Target): Map<string, RequestSpec> {
  const simpleMethods = ['GET', 'HEAD', 'POST']
  const asked = [...everyRequest(target).values()]
  const specs = asked.filter(({ method }) => !simpleMethods.includes(method))
  return new Map(specs.map((spec) => [spec.method, spec]))
}

/** Entries that are no origins, in words. */
function withoutOrigin(target: Target, { patterns, others }: OriginList): string {
  const entries = [...patterns, ...others].map((entry) => `"${entry}"`).join(', ')
  return `${target.variable('corsOrigins')} lists no origin: ${entries}`
}

check('http.cors-allowed', async ({ target, evidence, expect }) => {
  const { list, running, request } = await open(target)
  evidence.observe('deployed list', list)
  if (list.origins.length === 0) throw inconclusive(withoutOrigin(target, list))
  for (const origin of list.origins) {
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
  const [first = ''] = list.origins
  for (const [method, spec] of methodsOf(target)) {
    const asked = await preflight(running, first, { spec, session: request.session })
    evidence.observe('preflight of a method', { method, origin: first, ...asked })
    // A path without its record may be unknown to the router; a star stands for all methods.
    if (asked.status >= 300 || asked.methods.includes('*')) continue
    const label = `methods that a page of ${first} may use, for ${method} ${spec.path}`
    expect.soft(asked.methods, label).toContain(method)
  }
  evidence.floor('request', list.origins.length)
  evidence.floor('preflight', list.origins.length)

  const [origin = ''] = list.origins
  await visitErrors({ target, running }, async ({ what, spec, session }) => {
    const { status, allowed } = await simple(running, origin, { spec, session })
    evidence.observe('error', { what, origin, status, allowed })
    // What is no error here, or came from a rate limit, says nothing of errors.
    if (status < 400 || status === 429) return
    const label = `Access-Control-Allow-Origin of ${what} (${status})`
    expect.soft(allowed, label).toBe(origin)
  })
  evidence.floor('error', 1)
})

check('http.cors-denied', async ({ target, stack, evidence, expect }) => {
  const { list, running, request } = await open(target)
  evidence.observe('deployed list', list)
  expect.soft(list.patterns, 'deployed origins').not.toContain('*')
  const foreign = foreignOrigins(list)
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
  evidence.floor('foreign', 2 * foreign.length)
  await denyElsewhere({ target, running }, evidence, (what, isAllowed) => {
    expect.soft(isAllowed, what).toBe(false)
  })
  await visitEdge({ target, stack }, typicalStrangers, (answer) => {
    evidence.observe('foreign at the edge', answer)
    const { what, origin, status, allowed, credentials } = answer
    const isAllowed = allowed === origin || (allowed === '*' && credentials)
    const label = `${what} (${status}) from ${origin} is allowed (${allowed})`
    expect.soft(isAllowed, label).toBe(false)
  })
  if (isClosed(target.config)) return
  // The control: a target that allows nobody denies nothing.
  const [known] = list.origins
  if (known === undefined) throw inconclusive(withoutOrigin(target, list))
  const control = await simple(running, known, request)
  evidence.observe('control', { origin: known, ...control })
  if (control.allowed === undefined) throw inconclusive(`even the listed ${known} is denied`)
  evidence.floor('control', 1)
})
