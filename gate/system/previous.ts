/** The version before this one, as `release.previous` of the config describes it. */
import { dropLaunch, readyLaunch } from './launch/ready-launch.ts'
import { once } from './once.ts'
import type { TargetDependencies } from './target-dependencies.ts'

/** What a target of the previous version is made of, and what removes an image built for it. */
export function previousVersion(deps: TargetDependencies): {
  deps: TargetDependencies
  drop: () => Promise<void>
} {
  const { loaded, labels } = deps
  const launch = loaded.config.release?.previous?.launch
  if (launch === undefined) return { deps, drop: async () => {} }
  const older = { ...loaded, config: { ...loaded.config, launch } }
  let made: ReturnType<typeof readyLaunch> | undefined
  const ready = once(() => {
    made = readyLaunch(older, labels)
    return made
  })
  const drop = async () => {
    const built = await made?.catch(() => undefined)
    if (built) await dropLaunch(built)
  }
  return { deps: { ...deps, loaded: older, launch: ready }, drop }
}
