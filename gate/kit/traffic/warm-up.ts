/** A fresh process compiles and connects as it goes: this is not what it does all day. */
import type { RunningTarget } from '#gate/system/running.ts'
import type { LoadWorld } from './k6/request.ts'

const warmUpMs = 2_000

/** Lets clients read at once for a while, as many as the pools keep connections. */
export async function warmUp(
  running: RunningTarget,
  { session, records }: LoadWorld,
  atOnce: number,
): Promise<void> {
  const read = running.operation('readRecord')
  const endMs = performance.now() + warmUpMs
  const client = async (first: number) => {
    for (let turn = first; performance.now() < endMs; turn += 1) {
      const record = records[turn % records.length]
      if (record) await running.try(read.request(record), { session })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, index) => client(index)))
}
