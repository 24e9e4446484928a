/** What every fault has in common: it proves that it bit, and it always heals. */
import { inconclusive, messageOf } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'

export interface Fault {
  /** As the report names it: `Redis cut for replica 1`. */
  name: string
  /** When it had surely begun, by `performance.now()`. */
  fromMs: number
  /** How it was seen to bite, for the evidence. */
  proof: unknown
  /**
   * Ends it, and waits until it is seen to have ended. Idempotent.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it stays
   */
  heal(): Promise<void>
}

/** How to begin a fault, to end it, and to see both. */
export interface FaultPlan<Proof> {
  name: string
  strike(): Promise<void>
  /** The proof, or undefined while the fault does not show. */
  bites(): Promise<Proof | undefined>
  mend(): Promise<void>
  /** Whether all is as before. */
  isMended(): Promise<boolean>
}

const biteTimeoutMs = 10_000
const mendTimeoutMs = 20_000
const intervalMs = 10

/**
 * Begins a fault.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it did not bite; it is healed then
 */
export async function inflict<Proof>(plan: FaultPlan<Proof>): Promise<Fault> {
  const { name } = plan
  const mend = async () => {
    await plan.mend()
    const mended = async () => ((await plan.isMended()) ? true : undefined)
    await waitFor(`${name} is over`, mended, { timeoutMs: mendTimeoutMs, intervalMs })
  }
  let healing: Promise<void> | undefined
  const heal = () => {
    healing ??= mend().catch((cause) => {
      healing = undefined
      throw inconclusive(`the fault stays: ${messageOf(cause)}`, cause)
    })
    return healing
  }
  try {
    await plan.strike()
    const options = { timeoutMs: biteTimeoutMs, intervalMs }
    const proof = await waitFor(`${name} shows`, () => plan.bites(), options)
    return { name, fromMs: performance.now(), proof, heal }
  } catch (cause) {
    await heal().catch(() => {})
    throw inconclusive(`the fault did not bite: ${messageOf(cause)}`, cause)
  }
}

export interface Endured<T> {
  result: T
  /** While it was surely there, by `performance.now()`. */
  fault: { name: string; fromMs: number; untilMs: number; proof: unknown }
}

/** Runs something under a fault, and heals however that ends. */
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
