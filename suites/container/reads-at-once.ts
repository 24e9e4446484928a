/** How many requests a backend works on at once: with some, each process takes one at a time. */

import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { whileLocked } from '#gate/kit/fault/table-lock.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'

const firstMs = 10_000
/** The others come at once, or wait until one before them is done. */
const othersMs = 3_000

/**
 * Sends reads while their table is locked.
 * @returns how many of them reach it
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if none does
 */
export async function readsAtOnce(
  { target, running }: { target: Target; running: RunningTarget },
  { spec, session, table }: { spec: RequestSpec; session: Session; table: string },
  most: number,
): Promise<number> {
  const { url } = await target.database()
  const { reached, reads } = await whileLocked(url, [table], async (lock) => {
    const reads = Array.from({ length: most }, () => running.try(spec, { session }))
    await lock.waitForWaiters(1, firstMs)
    const reached = await lock.waitForWaiters(most, othersMs).catch(() => lock.waiters())
    return { reached, reads }
  })
  await Promise.all(reads)
  return reached
}
