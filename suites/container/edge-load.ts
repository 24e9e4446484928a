/** Load on a composition through its edge. */

import { sleep } from '#gate/host/process/wait.ts'
import type { Composition } from '#gate/kit/deploy/compose/composition.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'

/** The upper rate of the Light row, and a third of the Medium row's: what one machine can send. */
const rates = { quick: 100, thorough: 160 }
const seconds = { quick: 6, thorough: 30 }
const sampleIntervalMs = 1_000

export interface Load {
  rate: number
  /** Sends all requests, and calls `sample` about once a second meanwhile. */
  during(sample: () => Promise<void>): Promise<{ requests: number; failed: number }>
}

/** Reads of a record at a fixed rate, however slow the responses are. */
export async function makeLoad(
  target: Target,
  composition: Composition,
  running: RunningTarget,
  { quick }: { quick: boolean },
): Promise<Load> {
  const { admin } = composition
  const { owner, record } = await makeWorld(target, running, { admin })
  const spec = running.readOf(record)
  const rate = quick ? rates.quick : rates.thorough
  const plan = constantArrivals({
    ratePerSecond: rate,
    seconds: quick ? seconds.quick : seconds.thorough,
  })
  return {
    rate,
    during: async (sample) => {
      let isOver = false
      const sending = pace(plan, () =>
        running.try(spec, { session: owner.session, timeoutMs: 20_000 }),
      ).finally(() => {
        isOver = true
      })
      while (!isOver) {
        await sample()
        await Promise.race([sending, sleep(sampleIntervalMs)])
      }
      const { requests } = await sending
      const failed = requests.filter(({ outcome }) => !outcome.ok || outcome.status >= 500).length
      return { requests: requests.length, failed }
    },
  }
}
