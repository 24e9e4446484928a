/** Which steps two releases took twice. Pure. */
import type { ControlCall } from '#gate/kit/release/control.ts'

type Call = Pick<ControlCall, 'action' | 'colour' | 'exitCode'>

/** What is done to a side once, until it is stopped. */
const onceUntilStopped: readonly string[] = ['start', 'migrate']

/**
 * Steps of a side that were taken although they had succeeded since it was last stopped. A release
 * that waits for another one repeats nothing: it goes the other way.
 * @param calls in the order of their ends
 */
export function repeatedSteps(calls: readonly Call[]): string[] {
  const done = new Set<string>()
  const repeated = new Set<string>()
  for (const { action, colour = '', exitCode } of calls) {
    if (action === 'stop') for (const each of onceUntilStopped) done.delete(`${each} ${colour}`)
    if (!onceUntilStopped.includes(action)) continue
    const step = `${action} ${colour}`
    if (done.has(step)) repeated.add(step)
    if (exitCode === 0) done.add(step)
  }
  return [...repeated]
}
