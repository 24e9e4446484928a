/** What drills have in common: a symptom that shows, a cause that is found, a remedy. */
import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { Evidence } from '#gate/run/evidence.ts'

/** A symptom shows within this, or the cause was none. */
const showsWithinMs = 10_000
/** Lines are written, and figures gathered, a moment later. */
const foundWithinMs = 5_000
/** A back-off that grew meanwhile has ended by then. */
const endsWithinMs = 30_000
const intervalMs = 50

/** One cause of a symptom, with the guide's steps and its remedy. */
export interface Cause {
  name: string
  begin(): Promise<void>
  /** Whether the symptom shows: what a user complains of. */
  shows(): Promise<boolean>
  /** By name of the step: whether it leads to the cause. */
  steps: Readonly<Record<string, () => Promise<boolean>>>
  remedy(): Promise<void>
  /** Whether the symptom has ended. */
  ended(): Promise<boolean>
}

const within = async (what: string, timeoutMs: number, is: () => Promise<boolean>) =>
  await waitFor(what, async () => (await is()) || undefined, { timeoutMs, intervalMs }).catch(
    () => false,
  )

/**
 * Plays one cause from its beginning to its end; a remedy that does not help ends the drill.
 * @returns whether all is well again
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where the cause makes no symptom
 */
export async function play(
  cause: Cause,
  { evidence, expect }: { evidence: Evidence; expect: ExpectStatic },
): Promise<boolean> {
  const { name } = cause
  await cause.begin()
  if (!(await within('the symptom shows', showsWithinMs, cause.shows))) {
    throw inconclusive(`no symptom where ${name}`)
  }
  const found: Record<string, boolean> = {}
  for (const [step, leads] of Object.entries(cause.steps)) {
    found[step] = await within(step, foundWithinMs, leads)
    expect.soft(found[step], `where ${name}, this finds the cause: ${step}`).toBe(true)
  }
  const beginMs = performance.now()
  await cause.remedy()
  const isOver = await within('the symptom ends', endsWithinMs, cause.ended)
  const seconds = Math.round(performance.now() - beginMs) / 1_000
  evidence.observe('cause', { name, found, isOver, seconds })
  expect.soft(isOver, `the remedy ends it, where ${name}`).toBe(true)
  return isOver
}
