/** What can be said of health beside requests that alone make it hang, as on a busy machine. */
import type { Waiting } from '#gate/kit/traffic/waiting.ts'
import type { Health } from './health.ts'

/** Almost as long as a probe waits. */
export const hangsMs = 4_500

/** No requests. */
export const nothing: Waiting = { name: 'nothing', count: 0, kinds: [] }

/** Whether a probe was not answered, or as late as one that hangs. */
export function hangs(results: readonly Pick<Health, 'httpStatus' | 'ms'>[]): boolean {
  return results.some(({ httpStatus, ms }) => typeof httpStatus !== 'number' || ms >= hangsMs)
}

/** The faults that need no requests to have an effect, without any. */
export function withoutLoad<T extends { waiting: Waiting; confirm?: unknown }>(
  faults: readonly T[],
): T[] {
  const alone = faults.filter(({ confirm }) => confirm === undefined)
  return alone.map((fault) => ({ ...fault, waiting: nothing }))
}
