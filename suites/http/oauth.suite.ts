/** Log-in by a provider: the way there, the way back, and who is sent away on it. */
import { randomBytes } from 'node:crypto'
import { request } from 'undici'
import { inconclusive, unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { startOAuthProvider } from '#gate/stack/oauth-provider.ts'
import type { Overrides } from '#gate/system/environment.ts'
import { supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'

const clientId = 'preflight-client'
/** Fewer could be guessed while a log-in lasts. */
const shortestState = 16

const names = ['oauthClientId', 'oauthClientSecret', 'oauthRedirectUri', 'oauthIssuer'] as const

/** What a browser has once it was sent to the provider. */
interface Begun {
  status: number
  location: URL | null
  cookie: string
}

async function begin(running: RunningTarget): Promise<Begun> {
  const { status, headers } = await running.send(running.operation('beginOAuth').request())
  const cookies = [headers['set-cookie'] ?? []].flat().map((each) => each.split(';')[0])
  return { status, location: URL.parse(String(headers.location ?? '')), cookie: cookies.join('; ') }
}

/** Goes to the provider as a browser does; what it brings back. */
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

/** Callbacks that the log-in which they come from did not lead to. */
function forgeriesOf(brought: URLSearchParams, [own, other]: readonly [Begun, Begun]): Forgery[] {
  const stateOf = ({ location }: Begun) => location?.searchParams.get('state') ?? ''
  const withState = (state: string | undefined) => {
    const query = new URLSearchParams(brought)
    if (state === undefined) query.delete('state')
    else query.set('state', state)
    return query
  }
  const madeUp = randomBytes(16).toString('hex')
  return [
    ['without a state', withState(undefined), own.cookie],
    ['with an empty state', withState(''), own.cookie],
    ['with a made-up state', withState(madeUp), own.cookie],
    ['with the state of another log-in', withState(stateOf(other)), own.cookie],
    ['with a good state, by another browser', brought, ''],
    ['with a good state, by a browser that began another', brought, other.cookie],
  ]
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
    const seen = { redirectUri: query?.get('redirect_uri'), clientId: query?.get('client_id') }
    const state = query?.get('state') ?? ''
    evidence.observe('begin', { status, origin: location?.origin ?? null, ...seen })
    expect.soft(location?.origin, 'where the browser is sent').toBe(provider.issuer)
    expect.soft(seen, 'what it is sent with').toEqual({ redirectUri: callback, clientId })
    expect.soft(state.length, 'characters of the state').toBeGreaterThanOrEqual(shortestState)
  }
  const states = [first, second].map(({ location }) => location?.searchParams.get('state'))
  expect.soft(states[0], 'the state of two log-ins').not.toBe(states[1])
  evidence.floor('begin', 2)
  if (!first.location || !second.location) throw inconclusive('nobody is sent to the provider')

  const back = async (query: URLSearchParams, cookie: string) => {
    const before = provider.exchanges.length
    const path = `${beginOAuth.callback}?${query}`
    const headers = cookie === '' ? {} : { cookie }
    const { status } = await running.send({ method: 'GET', path }, { headers })
    // Who is taken in was asked for at the provider, which is what a forged callback is for.
    return { status, isTakenIn: provider.exchanges.length > before || status < 300 }
  }
  const brought = await visitProvider(first.location)
  const forgeries = forgeriesOf(brought, [first, second])
  for (const [what, query, cookie] of forgeries) {
    const { status, isTakenIn } = await back(query, cookie)
    evidence.observe('forged', { what, status, isTakenIn })
    expect.soft(isTakenIn, `a callback ${what} is taken in (${status})`).toBe(false)
    expect.soft(status, `the answer to a callback ${what}`).toBeLessThan(500)
  }
  evidence.floor('forged', forgeries.length)
  // One that nobody tampered with: who began it is let through to the provider.
  const third = await begin(running)
  if (!third.location) throw inconclusive('nobody is sent to the provider any more')
  const good = await back(await visitProvider(third.location), third.cookie)
  evidence.observe('good', good)
  if (!good.isTakenIn) throw inconclusive(`the callback of whoever began answered ${good.status}`)

  const without = Object.fromEntries(names.map((name) => [name, null]))
  const bare = await target.start(supported(target.config, { ...without, workers: '1' })).ready()
  const absent = await begin(bare)
  evidence.observe('unconfigured', {
    status: absent.status,
    location: absent.location?.href ?? null,
  })
  evidence.floor('unconfigured', 1)
  expect.soft(absent.location, 'where a browser is sent without a provider').toBeNull()
  expect.soft(absent.status, 'the answer without a provider').toBeGreaterThanOrEqual(400)
  expect.soft(absent.status, 'the answer without a provider').toBeLessThan(500)
})
