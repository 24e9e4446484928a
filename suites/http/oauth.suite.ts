/** Login with a provider: the redirect, the callback, and callbacks that must be rejected. */
import { randomBytes } from 'node:crypto'
import { request } from 'undici'
import type { ExpectStatic } from 'vitest'
import { inconclusive, unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { type OAuthProvider, startOAuthProvider } from '#gate/stack/oauth-provider.ts'
import type { Overrides } from '#gate/system/environment.ts'
import { supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'

const clientId = 'preflight-client'
/** A shorter state could be guessed during a login. */
const minStateLength = 16

const names = ['oauthClientId', 'oauthClientSecret', 'oauthRedirectUri', 'oauthIssuer'] as const

/** What a browser has when it is redirected to the provider. */
interface StartedLogin {
  status: number
  location: URL | null
  cookie: string
}

async function begin(running: RunningTarget): Promise<StartedLogin> {
  const { status, headers } = await running.send(running.operation('beginOAuth').request())
  const cookies = [headers['set-cookie'] ?? []].flat().map((each) => each.split(';')[0])
  return { status, location: URL.parse(String(headers.location ?? '')), cookie: cookies.join('; ') }
}

/** Follows the redirect to the provider as a browser does; returns the callback's query. */
async function visitProvider(location: URL): Promise<URLSearchParams> {
  const { headers, body } = await request(location)
  await body.dump()
  return new URL(String(headers.location)).searchParams
}

function settingsOf(target: Target, issuer: string, callback: string, secret: string): Overrides {
  return supported(target.config, {
    oauthClientId: clientId,
    oauthClientSecret: secret,
    oauthIssuer: issuer,
    oauthRedirectUri: callback,
    workers: '2',
  })
}

type Forgery = [what: string, query: URLSearchParams, cookie: string]

/** Callbacks that do not belong to the login of the browser that sends them. */
function forgeriesOf(
  genuine: URLSearchParams,
  [victim, other]: readonly [StartedLogin, StartedLogin],
): Forgery[] {
  const stateOf = ({ location }: StartedLogin) => location?.searchParams.get('state') ?? ''
  const withState = (state: string | undefined) => {
    const query = new URLSearchParams(genuine)
    if (state === undefined) query.delete('state')
    else query.set('state', state)
    return query
  }
  const madeUp = randomBytes(16).toString('hex')
  return [
    ['without a state', withState(undefined), victim.cookie],
    ['with an empty state', withState(''), victim.cookie],
    ['with a made-up state', withState(madeUp), victim.cookie],
    ['with the state of another login', withState(stateOf(other)), victim.cookie],
    ['with a valid state, from another browser', genuine, ''],
    ['with a valid state, from a browser with another login', genuine, other.cookie],
  ]
}

interface Genuine {
  running: RunningTarget
  provider: OAuthProvider
  callBack(query: URLSearchParams, cookie: string): Promise<{ status: number; isAccepted: boolean }>
}

/**
 * The control: genuine callbacks are accepted, those of an address that the target knows and of one
 * that it does not. Some backends let in whom they know, others register whoever comes.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if they are not accepted, or both are refused
 */
async function logInGenuinely(
  { target, evidence, expect }: { target: Target; evidence: Evidence; expect: ExpectStatic },
  { running, provider, callBack }: Genuine,
): Promise<void> {
  const known = (await target.admin()).email
  const statuses: number[] = []
  for (const [who, email] of Object.entries({ known, unknown: `new-${known}` })) {
    provider.vouchFor(email)
    const login = await begin(running)
    if (!login.location) throw inconclusive('the login no longer redirects to the provider')
    const before = provider.refusals
    const good = await callBack(await visitProvider(login.location), login.cookie)
    const refusals = provider.refusals - before
    evidence.observe('genuine callback', { who, ...good, refusals })
    const asked = 'requests for the tokens of a genuine login that break the protocol'
    expect.soft(refusals, asked).toBe(0)
    if (!good.isAccepted) throw inconclusive(`the genuine callback answered ${good.status}`)
    const what = `status of the genuine callback of an address that is ${who} to the target`
    expect.soft(good.status, what).toBeLessThan(500)
    statuses.push(good.status)
  }
  evidence.floor('genuine callback', 2)
  if (statuses.every((status) => status >= 400 && status < 500)) {
    const [first, second] = statuses
    throw inconclusive(
      `genuine callbacks are refused: ${first} for the administrator's address, ` +
        `${second} for an unknown one`,
    )
  }
}

check('http.oauth', async ({ target, evidence, expect }) => {
  for (const name of names) target.variable(name) // Unverified before any start.
  const { beginOAuth } = target.config.operations ?? {}
  if (beginOAuth?.callback === undefined)
    throw unverified({ missing: ['operations.beginOAuth.callback'] })
  const provider = await startOAuthProvider()
  target.onClose(() => provider.close())
  const secret = randomBytes(18).toString('base64url')
  target.hide('the client secret', secret)
  const host = target.config.proxyHeaders?.host ?? 'api.example.com'
  const callback = `https://${host}${beginOAuth.callback}`
  const running = await target.start(settingsOf(target, provider.issuer, callback, secret)).ready()

  const [first, second] = [await begin(running), await begin(running)]
  for (const { status, location } of [first, second]) {
    const query = location?.searchParams
    const sent = { redirectUri: query?.get('redirect_uri'), clientId: query?.get('client_id') }
    const state = query?.get('state') ?? ''
    evidence.observe('redirect', { status, origin: location?.origin ?? null, ...sent })
    expect.soft(location?.origin, 'origin of the redirect').toBe(provider.issuer)
    expect
      .soft(sent, 'callback and client in the redirect')
      .toEqual({ redirectUri: callback, clientId })
    expect.soft(state.length, 'length of the state').toBeGreaterThanOrEqual(minStateLength)
  }
  const states = [first, second].map(({ location }) => location?.searchParams.get('state'))
  expect.soft(states[0], 'state of one login, against that of another').not.toBe(states[1])
  evidence.floor('redirect', 2)
  if (!first.location || !second.location)
    throw inconclusive('the login does not redirect to the provider')

  const callBack = async (query: URLSearchParams, cookie: string) => {
    const before = provider.exchanges.length
    const path = `${beginOAuth.callback}?${query}`
    const headers = cookie === '' ? {} : { cookie }
    const { status } = await running.send({ method: 'GET', path }, { headers })
    // An accepted callback is exchanged at the provider: that is what a forged one is after.
    return { status, isAccepted: provider.exchanges.length > before || status < 300 }
  }
  const genuine = await visitProvider(first.location)
  const forgeries = forgeriesOf(genuine, [first, second])
  for (const [what, query, cookie] of forgeries) {
    const { status, isAccepted } = await callBack(query, cookie)
    evidence.observe('forged callback', { what, status, isAccepted })
    expect.soft(isAccepted, `callback ${what} is accepted (status ${status})`).toBe(false)
    expect.soft(status, `status of a callback ${what}`).toBeLessThan(500)
  }
  evidence.floor('forged callback', forgeries.length)
  const without = Object.fromEntries(names.map((name) => [name, null]))
  const bare = await target.start(supported(target.config, { ...without, workers: '1' })).ready()
  const absent = await begin(bare)
  evidence.observe('unconfigured', {
    status: absent.status,
    location: absent.location?.href ?? null,
  })
  evidence.floor('unconfigured', 1)
  expect.soft(absent.location, 'redirect without OAuth settings').toBeNull()
  expect.soft(absent.status, 'status without OAuth settings').toBeGreaterThanOrEqual(400)
  expect.soft(absent.status, 'status without OAuth settings').toBeLessThan(500)
  await logInGenuinely({ target, evidence, expect }, { running, provider, callBack })
})
