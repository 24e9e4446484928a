/** A drill: a cause produces a symptom, the guide's steps find the cause, the remedy fixes it. */
import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import type { Recorder } from '#gate/kit/recorder.ts'

/** The symptom appears within this, or the cause has none. */
const symptomTimeoutMs = 10_000
/** Log lines and metrics may come a moment later. */
const stepTimeoutMs = 5_000
/** A back-off that grew meanwhile has ended by then. */
const remedyTimeoutMs = 30_000
const intervalMs = 50

/** One cause of a symptom, with the guide's steps and its remedy. */
export interface Cause {
  name: string
  begin(): Promise<void>
  /** Whether the symptom that users complain about is there. */
  hasSymptom(): Promise<boolean>
  /** How much longer everything may take: a backend does nothing before it has started. */
  patienceMs?: number
  /** By name of the step: whether it finds the cause. */
  steps: Readonly<Record<string, () => Promise<boolean>>>
  remedy(): Promise<void>
  /** Whether everything works again. */
  isFixed(): Promise<boolean>
}

const isTrueWithin = async (condition: string, timeoutMs: number, is: () => Promise<boolean>) =>
  await waitFor(condition, async () => (await is()) || undefined, { timeoutMs, intervalMs }).catch(
    ifTimedOut(() => false),
  )

/**
 * Drills one cause: begins it, follows the steps, applies the remedy.
 * @returns whether everything works again; if not, nothing more can be drilled
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the cause produces no symptom
 */
export async function drill(
  cause: Cause,
  { evidence, expect }: { evidence: Recorder; expect: ExpectStatic },
): Promise<boolean> {
  const { name, patienceMs = 0 } = cause
  await cause.begin()
  const symptomMs = symptomTimeoutMs + patienceMs
  if (!(await isTrueWithin('the symptom to appear', symptomMs, cause.hasSymptom))) {
    throw inconclusive(`cause "${name}" produced no symptom`)
  }
  const steps: Record<string, boolean> = {}
  for (const [step, findsCause] of Object.entries(cause.steps)) {
    steps[step] = await isTrueWithin(step, stepTimeoutMs + patienceMs, findsCause)
    // A step that finds nothing is a failure, whatever becomes of the remedy and the other causes.
    evidence.observe('step', { name, step, finds: steps[step] })
    evidence.floor('step', 1)
    expect.soft(steps[step], `step "${step}" finds the cause "${name}"`).toBe(true)
  }
  const beginMs = performance.now()
  await cause.remedy()
  const fixed = async () => (await cause.isFixed()) || undefined
  const options = { timeoutMs: remedyTimeoutMs + patienceMs, intervalMs }
  const whyNot = await waitFor('everything to work again', fixed, options).then(
    () => '',
    ifTimedOut(({ message }) => message),
  )
  const seconds = Math.round(performance.now() - beginMs) / 1_000
  evidence.observe('cause', { name, steps, isFixed: whyNot === '', whyNot, seconds })
  expect.soft(whyNot, `why the remedy does not fix the cause "${name}"`).toBe('')
  return whyNot === ''
}
