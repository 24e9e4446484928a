/** The keys: what was signed with the old key is refused after a change. */
import { decodeProtectedHeader } from 'jose'
import type { Session, TargetConfig } from '#gate/contract/contract.ts'
import { generatedKey } from '#gate/system/environment.ts'
import { RunningTarget } from '#gate/system/running.ts'
import { type Change, changeOf, ofSettings, onReady, type SettingProbe } from './setting-probe.ts'

type Key = 'secretKey' | 'jwtSecretKey'

/** The algorithm of a JSON Web Token; undefined for any other text. */
function algorithmOf(value: string): string | undefined {
  try {
    return decodeProtectedHeader(value).alg
  } catch {
    return undefined
  }
}

/** Whether a value has a part that looks like a signature, by one key, behind another part. */
function isSignedValue(value: string): boolean {
  const algorithm = algorithmOf(value)
  if (algorithm !== undefined) return /^HS\d+$/.test(algorithm)
  const text = decodeURIComponent(value.replace(/%(?![\da-f]{2})/gi, '%25'))
  return /[\w+/=-]{8,}(?:[.:|]|--)[\w+/=-]{20,}/.test(text)
}

/** Whether a session sends anything that a key signs. */
export function isSigned({ headers, query, refreshToken }: Session): boolean {
  const sent = [...Object.values(headers), ...Object.values(query ?? {}), refreshToken ?? '']
  // Cookies come in one header, each behind its name, and a token behind the word for its kind.
  const values = sent.flatMap((value) => value.split(/;?\s+/))
  return values.some((value) => isSignedValue(value.replace(/^[\w.-]+=(?=.)/, '')))
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
