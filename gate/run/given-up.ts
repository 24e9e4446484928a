/**
 * A check that is given up because the gate's own services or programs failed under it. Its body
 * cannot be stopped: whatever it still says is not heard.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { deadlineAfter, orAborted } from '#gate/host/process/wait.ts'

/** For the body to undo what it began, before all that it uses is taken away. */
const graceMs = 3_000

const bodies = new AsyncLocalStorage<{ isGivenUp: boolean }>()

/** Whether the caller belongs to a check that was given up. */
export function isGivenUp(): boolean {
  return bodies.getStore()?.isGivenUp ?? false
}

/**
 * Runs the body of a check to its end, or until `failed` has an error and a moment is over.
 * @throws what the body throws; the error
 */
export async function untilFailed(failed: Promise<Error>, body: () => unknown): Promise<void> {
  const state = { isGivenUp: false }
  const ended = bodies.run(state, async () => {
    await body()
    return undefined
  })
  const error = await Promise.race([ended, failed])
  if (!error) return
  await orAborted(ended, deadlineAfter(graceMs)).catch(() => {})
  state.isGivenUp = true
  throw error
}
