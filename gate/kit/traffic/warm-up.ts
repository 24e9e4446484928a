/** A fresh process still compiles and connects, which is not its normal state. */
import type { RunningTarget } from '#gate/system/running.ts'
import type { LoadWorld } from './k6/request.ts'

const warmUpMs = 2_000

/** Sends reads from many clients for a while, one per connection of the pools. */
export async function warmUp(
  running: RunningTarget,
  { session, records }: LoadWorld,
  atOnce: number,
): Promise<void> {
  const endMs = performance.now() + warmUpMs
  const client = async (first: number) => {
    for (let turn = first; performance.now() < endMs; turn += 1) {
      const record = records[turn % records.length]
      if (record) await running.try(running.readOf(record), { session })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, index) => client(index)))
}
