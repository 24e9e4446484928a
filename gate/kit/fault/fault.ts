/** What all faults have in common: each proves that it has an effect, and always heals. */
import { inconclusive, messageOf } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'

export interface Fault {
  /** As the report names it: `Redis for replica 1 unreachable`. */
  name: string
  /** When it had certainly begun, by `performance.now()`. */
  fromMs: number
  /** The effect that was observed, for the evidence. */
  proof: unknown
  /**
   * Ends it, and waits until its effect is gone. Idempotent.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the effect stays
   */
  heal(): Promise<void>
}

/** How to start and end a fault, and how to observe both. */
export interface FaultPlan<Proof> {
  name: string
  start(): Promise<void>
  /** The observed effect, or undefined while there is none. */
  proof(): Promise<Proof | undefined>
  end(): Promise<void>
  /** Whether the effect is gone. */
  isOver(): Promise<boolean>
}

const effectTimeoutMs = 10_000
const endTimeoutMs = 20_000
const intervalMs = 10

/**
 * Starts a fault.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it has no effect; it is healed then
 */
export async function inflict<Proof>(plan: FaultPlan<Proof>): Promise<Fault> {
  const { name } = plan
  const end = async () => {
    await plan.end()
    const over = async () => ((await plan.isOver()) ? true : undefined)
    await waitFor(`the end of "${name}"`, over, { timeoutMs: endTimeoutMs, intervalMs })
  }
  let healing: Promise<void> | undefined
  const heal = () => {
    healing ??= end().catch((cause) => {
      healing = undefined
      throw inconclusive(`the fault did not end: ${messageOf(cause)}`, cause)
    })
    return healing
  }
  try {
    await plan.start().catch((cause) => {
      throw inconclusive(`the fault could not be started: ${messageOf(cause)}`, cause)
    })
    const options = { timeoutMs: effectTimeoutMs, intervalMs }
    const proof = await waitFor(`"${name}"`, () => plan.proof(), options).catch((cause) => {
      throw inconclusive(`the fault had no measurable effect: ${messageOf(cause)}`, cause)
    })
    return { name, fromMs: performance.now(), proof, heal }
  } catch (error) {
    await heal().catch(() => {})
    throw error
  }
}

export interface Endured<T> {
  result: T
  /** When it was certainly in effect, by `performance.now()`. */
  fault: { name: string; fromMs: number; untilMs: number; proof: unknown }
}

/** Runs something under a fault, and heals it however that ends. */
export async function during<T>(
  fault: Promise<Fault>,
  body: (fault: Fault) => Promise<T>,
): Promise<Endured<T>> {
  const begun = await fault
  const { name, fromMs, proof, heal } = begun
  let untilMs = Number.NaN
  let result: T
  try {
    result = await body(begun)
  } finally {
    untilMs = performance.now()
    await heal()
  }
  return { result, fault: { name, fromMs, untilMs, proof } }
}
