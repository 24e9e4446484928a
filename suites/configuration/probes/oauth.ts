/** The OAuth client: where it sends the browser, and what it sends to the provider. */
import { randomBytes } from 'node:crypto'
import { request } from 'undici'
import { type OAuthProvider, startOAuthProvider } from '#gate/stack/oauth-provider.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Observation } from './alike.ts'
import { ofSettings, onReady, type SettingProbe, shownChangeOf } from './setting-probe.ts'

const secondClient = 'preflight-second-client'

interface Secrets {
  first: string
  second: string
}

/** Logs in as a browser does, and returns which client secret reached the provider. */
async function exchangedSecret(
  running: RunningTarget,
  location: string,
  cookie: string,
  provider: OAuthProvider,
  secrets: Secrets,
): Promise<string | undefined> {
  const { callback } = running.operation('beginOAuth')
  if (callback === undefined) return undefined
  const before = provider.exchanges.length
  const { headers, body } = await request(location)
  await body.dump()
  const { search } = new URL(String(headers.location))
  const spec = { method: 'GET' as const, path: `${callback}${search}` }
  await running.send(spec, { headers: cookie === '' ? {} : { cookie } })
  const sent = provider.exchanges.slice(before).at(-1)?.clientSecret
  if (sent === undefined) return 'no secret'
  return sent === secrets.first ? 'the first' : sent === secrets.second ? 'the second' : 'another'
}

/** Logs in through the provider, and returns what it learned about the client. */
export async function logInByOAuth(
  running: RunningTarget,
  [provider, other]: [OAuthProvider, OAuthProvider],
  secrets: Secrets,
): Promise<Observation> {
  const begin = running.operation('beginOAuth').request()
  const { headers, status } = await running.send(begin)
  const location = URL.parse(String(headers.location ?? ''))
  if (location === null) {
    const none = `no redirect: ${status}`
    return { issuer: none, client: none, 'redirect URI': none, secret: none }
  }
  const { origin, href, searchParams } = location
  const at = [provider, other].find(({ issuer }) => origin === issuer)
  const cookies = [headers['set-cookie'] ?? []].flat().map((each) => each.split(';')[0])
  return {
    issuer: at === provider ? 'the first' : at === other ? 'the second' : origin,
    client: searchParams.get('client_id'),
    'redirect URI': searchParams.get('redirect_uri'),
    secret: at
      ? await exchangedSecret(running, href, cookies.join('; '), at, secrets)
      : 'no exchange',
  }
}

export const oauth: SettingProbe = {
  name: 'oauth',
  variables: ofSettings('oauthClientId', 'oauthClientSecret', 'oauthRedirectUri', 'oauthIssuer'),
  open: async (fixture) => {
    const { config, redactor } = fixture
    const provider = await startOAuthProvider()
    fixture.onClose(() => provider.close())
    const other = await startOAuthProvider()
    fixture.onClose(() => other.close())
    const secrets: Secrets = {
      first: randomBytes(18).toString('base64url'),
      second: randomBytes(18).toString('base64url'),
    }
    for (const [which, secret] of Object.entries(secrets)) {
      redactor.add(`the ${which} client secret`, secret)
    }
    const host = config.proxyHeaders?.host ?? 'api.example.com'
    const back = (name: string) =>
      `https://${name}${config.operations?.beginOAuth?.callback ?? '/'}`
    const otherBack = back(`www.${host}`)
    return {
      base: {
        oauthClientId: 'preflight-first-client',
        oauthClientSecret: secrets.first,
        oauthRedirectUri: back(host),
        oauthIssuer: provider.issuer,
      },
      changes: [
        ...shownChangeOf(config, 'oauthClientId', secondClient, ['client', secondClient]),
        ...shownChangeOf(config, 'oauthClientSecret', secrets.second, ['secret', 'the second']),
        ...shownChangeOf(config, 'oauthRedirectUri', otherBack, ['redirect URI', otherBack]),
        ...shownChangeOf(config, 'oauthIssuer', other.issuer, ['issuer', 'the second']),
      ],
      observe: onReady((running) => logInByOAuth(running, [provider, other], secrets)),
    }
  },
}
