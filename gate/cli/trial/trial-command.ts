/** `preflight doctor --target`: starts a target once and tries each part of its config. */
import { redacted } from '#gate/redact.ts'
import type { EngineName } from '#gate/stack/types.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import { exitCodes } from '#gate/verdict/verdict.ts'
import { withTargetSession } from '../target-session.ts'
import { renderTried } from './render.ts'
import { tryServers } from './servers.ts'
import { tryTarget } from './trial.ts'

export interface TrialOptions {
  /** The config; default: found upwards. */
  target?: string | undefined
  engine: EngineName | 'auto'
  out: string
  json: boolean
}

/**
 * @returns 0 if each part works as the config says, else 1
 * @throws PreflightError PREFLIGHT_E_CONFIG
 */
export async function tryConfig({ target, engine, out, json }: TrialOptions): Promise<number> {
  const loaded = await loadTarget(target)
  const options = { target: loaded, engine, quick: true, out }
  return await withTargetSession(options, async (session) => {
    const servers = await tryServers(loaded.config, session.stack)
    const tried = [...servers, ...(await tryTarget(session.target))]
    const told = json ? `${JSON.stringify(tried, null, 2)}\n` : renderTried(tried)
    process.stdout.write(redacted(told))
    return tried.every(({ result }) => result !== 'fails') ? exitCodes.GO : exitCodes['NO-GO']
  })
}
