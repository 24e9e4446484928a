/** Whether requests wait for something else than the pool: a thread, where there are no more. */
import type { RequestSpec } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'

const answerMs = 2_000
/** A path that no backend has: to say so needs no connection. */
const nowhere: RequestSpec = { method: 'GET', path: '/preflight-nowhere' }

/**
 * Whether the target answers nothing while its connections are in use. Then requests wait before
 * they ask the pool for one, as in a server that has as many threads as connections.
 */
export async function isCrowdedOut(
  running: Pick<RunningTarget, 'endpointIfAny' | 'try'>,
): Promise<boolean> {
  const health = await running.endpointIfAny('health')
  const specs = health ? [nowhere, health] : [nowhere]
  const ask = (spec: RequestSpec) => running.try(spec, { timeoutMs: answerMs })
  const outcomes = await Promise.all(specs.map(ask))
  return outcomes.every(({ ok }) => !ok)
}
