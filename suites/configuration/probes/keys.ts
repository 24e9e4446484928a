/** The keys: what was signed with the old key is refused after a change. */
import { decodeProtectedHeader } from 'jose'
import type { Session, TargetConfig } from '#gate/contract/contract.ts'
import { generatedKey } from '#gate/system/environment.ts'
import { RunningTarget } from '#gate/system/running.ts'
import { type Change, changeOf, ofSettings, onReady, type SettingProbe } from './setting-probe.ts'

type Key = 'secretKey' | 'jwtSecretKey'

/** Whether a session is a token that one key signs and verifies. */
function isSigned({ token }: Session): boolean {
  try {
    return /^HS\d+$/.test(decodeProtectedHeader(token ?? '').alg ?? '')
  } catch {
    return false
  }
}

/**
 * Why a key may have an effect that no session shows: sessions that nobody signs, or that the other
 * key signs. The rest of what it protects is not seen from outside.
 */
function elsewhereOf(name: Key, { settings, operations }: TargetConfig, session: Session) {
  if (operations?.refresh?.signedBy === name) return undefined
  if (!isSigned(session)) return 'no key signs sessions; what it protects is not seen from outside'
  const isOther = name === 'secretKey' && settings?.jwtSecretKey !== undefined
  return isOther ? 'no session depends on it; it may protect something else' : undefined
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
    const session = await unchanged.login(admin)
    const changesOf = (name: Key) => {
      const elsewhere = elsewhereOf(name, config, session)
      return changeOf(config, name, another, facets).map(
        (change): Change => (elsewhere === undefined ? change : { ...change, elsewhere }),
      )
    }
    return {
      base: {},
      changes: [...changesOf('secretKey'), ...changesOf('jwtSecretKey')],
      observe: onReady(async (running) => {
        // A refresh token may be good for one use, so every observation logs in again.
        const session = await new RunningTarget(config, unchanged.client).login(admin)
        const { profile, refresh } = config.operations ?? {}
        const access = profile && (await running.send(profile.request(), { session })).status
        const refreshing = session.refreshToken === undefined ? undefined : refresh
        const status = refreshing && (await running.send(refreshing.request(session))).status
        return { session: access, 'refresh token': status }
      }),
    }
  },
}
