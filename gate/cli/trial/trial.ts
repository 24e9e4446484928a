/** Starts a target once and tries each part of its config. */
import { messageOf, PreflightError } from '#gate/errors.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { tryCommands } from './commands.ts'
import { tryEndpoints } from './endpoints.ts'
import { OperationsTrial } from './operations.ts'
import { fails, type Tried, works } from './tried.ts'

/** What is likely wrong where nothing starts. */
const startKeys = ['launch', 'environment', 'backing', 'endpoints.ready']
const prepareKeys = ['commands.migrate', 'commands.createAdmin', 'environment', 'backing']

function startFailure(error: unknown): Tried {
  const isPreparation = error instanceof PreflightError && error.code === 'PREFLIGHT_E_PREPARE'
  return fails('launch', messageOf(error), isPreparation ? prepareKeys : startKeys)
}

/** Each part says for itself what went wrong with it. */
async function guarded(key: string, work: () => Promise<Tried[]>): Promise<Tried[]> {
  try {
    return await work()
  } catch (error) {
    return [fails(key, messageOf(error))]
  }
}

/** The parts in the order in which they were tried; where the start fails, that alone. */
export async function tryTarget(target: Target): Promise<Tried[]> {
  const startMs = performance.now()
  let running: RunningTarget
  try {
    running = await target.running()
  } catch (error) {
    return [startFailure(error)]
  }
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  return [
    works('launch', `ready at ${running.url}, ${seconds} s with its preparation`),
    ...(await guarded('endpoints', () => tryEndpoints(running))),
    ...(await guarded('operations', () => new OperationsTrial(target, running).all())),
    ...(await guarded('commands', () => tryCommands(target, running))),
  ]
}
