/** The keys: what was signed with the old key is refused after a change. */
import { generatedKey } from '#gate/system/environment.ts'
import { RunningTarget } from '#gate/system/running.ts'
import { changeOf, ofSettings, onReady, type SettingProbe } from './setting-probe.ts'

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
        return { session: access, 'refresh token': status }
      }),
    }
  },
}
