/** How long sessions last: read from their tokens, or measured. */
import { setTimeout as delay } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import type { Session } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { about, type Measured, type Observation } from './alike.ts'
import { changeOf, ofSettings, onReady, type SettingProbe, shows } from './setting-probe.ts'

/** The lifetime that a token states, in seconds; undefined if it is opaque or states none. */
function lifetime(token: string | undefined): Measured | undefined {
  try {
    const { exp, iat } = decodeJwt(token ?? '')
    return exp === undefined || iat === undefined ? undefined : about(exp - iat)
  } catch {
    return undefined
  }
}

const shortSeconds = 1
/** Lifetimes that can be told from each other, and from those of the unchanged start. */
const shared = { access: 40, refresh: 160 }
/** Longer than the short lifetime, so that the token has expired. */
const expiredMs = 2_200

async function observeLifetimes(running: RunningTarget, session: Session): Promise<Observation> {
  const { profile, refresh } = running.config.operations ?? {}
  const stated = { access: lifetime(session.token), refresh: lifetime(session.refreshToken) }
  if (stated.access && stated.refresh) return stated
  await delay(expiredMs)
  const access = profile && (await running.send(profile.request(), { session })).status
  const refreshing = session.refreshToken === undefined ? undefined : refresh
  const refreshed = refreshing && (await running.send(refreshing.request(session))).status
  return { access: stated.access ?? access, refresh: stated.refresh ?? refreshed }
}

export const tokens: SettingProbe = {
  name: 'tokens',
  variables: ofSettings('accessTokenTtl', 'refreshTokenTtl'),
  open: async ({ config, target }) => ({
    base: { accessTokenTtl: '600', refreshTokenTtl: '6000' },
    changes: [
      ...changeOf(config, 'accessTokenTtl', String(shortSeconds), ['access'], {
        value: String(shared.access),
        isShown: shows('access', about(shared.access)),
      }),
      ...changeOf(config, 'refreshTokenTtl', String(shortSeconds), ['refresh'], {
        value: String(shared.refresh),
        isShown: shows('refresh', about(shared.refresh)),
      }),
    ],
    observe: onReady(async (running) =>
      observeLifetimes(running, await running.login(await target.admin())),
    ),
  }),
}
