/** The keys: what was signed with the old key is refused after a change. */
import type { Session } from '#gate/contract/contract.ts'
import { generatedKey } from '#gate/system/environment.ts'
import { RunningTarget } from '#gate/system/running.ts'
import { changeOf, ofSettings, onReady, type SettingProbe } from './setting-probe.ts'

/** A key signs what has a part for the signature: a JWT, or the cookie of a framework. */
const signed = /[.:|]|--/

/**
 * Whether a session is a token that the backend looks up: no key can make it a bad one, and that it
 * stays good says nothing of the key.
 */
export function isLookedUp({ headers }: Session): boolean {
  const { cookie, authorization = '' } = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const [, token] = /^(?:bearer|token) +(.+)$/i.exec(authorization) ?? []
  return cookie === undefined && token !== undefined && !signed.test(token)
}

export const keys: SettingProbe = {
  name: 'keys',
  variables: ofSettings('secretKey', 'jwtSecretKey'),
  open: async (fixture) => {
    const { config, redactor, target } = fixture
    const unchanged = await fixture.start({}).ready()
    fixture.onClose(() => unchanged.process.stop(0))
    const admin = await target.admin()
    const another = generatedKey()
    redactor.add('a changed key', another)
    const facets = ['session', 'refresh token']
    return {
      base: {},
      changes: [
        ...changeOf(config, 'secretKey', another, facets),
        ...changeOf(config, 'jwtSecretKey', another, facets),
      ],
      observe: onReady(async (running) => {
        // A refresh token may be good for one use, so every observation logs in again.
        const session = await new RunningTarget(config, unchanged.client).login(admin)
        const { profile, refresh } = config.operations ?? {}
        const asked = profile && (await running.send(profile.request(), { session })).status
        const isAccepted = asked !== undefined && asked < 400
        const access = isAccepted && isLookedUp(session) ? undefined : asked
        const refreshing = session.refreshToken === undefined ? undefined : refresh
        const status = refreshing && (await running.send(refreshing.request(session))).status
        const isSigned = signed.test(session.refreshToken ?? '')
        const isKept = status !== undefined && status < 400 && !isSigned
        return { session: access, 'refresh token': isKept ? undefined : status }
      }),
    }
  },
}
