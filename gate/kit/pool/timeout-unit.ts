/** Whether the target reads its pool timeout in the unit that it is told in: asked once. */
import { unverified } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import type { Outcome } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'

/** What is asked of a small pool. */
interface Pool {
  target: Target
  running: RunningTarget
  bound: number
  workers: number
  reads(count: number): Promise<Outcome>[]
  whileLocked<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Starts another pool, with this timeout. */
type Open = (timeoutSeconds: number) => Promise<Pool>

/** A waiting request that is turned away within this share of the timeout is far too early. */
const earlyShare = 0.25
const maxWatchMs = 1_000
/** What a backend would need that reads milliseconds. */
const perSecond = 1_000

/** When a request was turned away while all connections were busy; undefined if none was. */
async function turnedAwayAfter(pool: Pool, timeoutMs: number): Promise<number | undefined> {
  let reads: Promise<Outcome>[] = []
  const early = await pool.whileLocked(async () => {
    let refused: Outcome | undefined
    reads = pool.reads(pool.bound * pool.workers + 2)
    for (const read of reads) {
      void read.then((outcome) => {
        if (outcome.ok && outcome.status >= 500) refused ??= outcome
      })
    }
    const options = { timeoutMs: Math.min(maxWatchMs, timeoutMs * earlyShare), intervalMs: 5 }
    return await waitFor('a request to be turned away', async () => refused, options).catch(
      ifTimedOut(() => undefined),
    )
  })
  await Promise.all(reads)
  return early?.ms
}

/** One per worker process: all checks of a file share the answer. */
const asked = new Map<string, Promise<void>>()

/**
 * Finds out once whether the pool timeout seems to be in milliseconds: a request is turned away far
 * too early, and with a thousand times the value it is not. Whatever is early with both is wrong in
 * itself, and for the check to judge.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED naming the unit to declare
 */
export async function assertTimeoutUnit(
  pool: Pool,
  timeoutSeconds: number,
  open: Open,
): Promise<void> {
  const { name, settings, units } = pool.target.config
  const variable = settings?.poolTimeout
  if (variable === undefined || units?.poolTimeout !== undefined) return
  const answer = asked.get(name) ?? ask(pool, timeoutSeconds, open, variable)
  asked.set(name, answer)
  await answer
}

async function ask(
  pool: Pool,
  timeoutSeconds: number,
  open: Open,
  variable: string,
): Promise<void> {
  const timeoutMs = timeoutSeconds * 1_000
  const early = await turnedAwayAfter(pool, timeoutMs)
  if (early === undefined) return
  const longer = await open(timeoutSeconds * perSecond)
  try {
    if ((await turnedAwayAfter(longer, timeoutMs)) !== undefined) return
  } finally {
    await longer.close()
    await longer.running.stop(0)
  }
  const told = `with "${timeoutSeconds}" a request is turned away after ${Math.round(early)} ms`
  throw unverified({
    because: `${variable} seems to be in milliseconds: ${told}, with 1000 times that it waits`,
    hint: "say units: { poolTimeout: 'ms' } in the config",
  })
}
