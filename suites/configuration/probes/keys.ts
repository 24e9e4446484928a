/** The keys: what was signed with the old key is refused after a change. */
import type { Session } from '#gate/contract/contract.ts'
import { generatedKey } from '#gate/system/environment.ts'
import { RunningTarget } from '#gate/system/running.ts'
import { changeOf, ofSettings, onReady, type SettingProbe } from './setting-probe.ts'

/**
 * Whether a value may be signed: it has a part that looks like a signature behind another one, or
 * is too long to be the name of something that the backend keeps.
 */
function maySign(value: string): boolean {
  const text = decodeURIComponent(value.replace(/%(?![\da-f]{2})/gi, '%25'))
  return text.length > 100 || /[\w+/=-]{8,}(?:[.:|]|--)[\w+/=-]{20,}/.test(text)
}

/** Whether a session sends anything that a key can have to do with. */
export function isSigned({ headers, query, refreshToken }: Session): boolean {
  const sent = [...Object.values(headers), ...Object.values(query ?? {}), refreshToken ?? '']
  // Cookies come in one header, and a token behind the word for its kind.
  return sent.flatMap((value) => value.split(/;?\s+/)).some(maySign)
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
        const access = profile && (await running.send(profile.request(), { session })).status
        const refreshing = session.refreshToken === undefined ? undefined : refresh
        const status = refreshing && (await running.send(refreshing.request(session))).status
        // The name of a session that the backend keeps is good under any key: no effect can show.
        const isKept =
          !isSigned(session) && [access, status].every((each) => each === undefined || each < 400)
        return isKept ? {} : { session: access, 'refresh token': status }
      }),
    }
  },
}
