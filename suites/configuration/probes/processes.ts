/** Workers and shutdown: how many processes there are, and how long they take to stop. */

import { atLeast } from '#gate/contract/minimums.ts'
import { steadyCount } from '#gate/host/process/steady.ts'
import { whileLocked } from '#gate/kit/fault/table-lock.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { about } from './alike.ts'
import { changeOf, ofSettings, onReady, type SettingProbe } from './setting-probe.ts'

const minStableMs = 280

/** The number of processes, once none has started for as long as a start takes. */
async function settledCount({ process, startedInMs }: RunningTarget): Promise<number> {
  const stableMs = Math.max(minStableMs, startedInMs)
  const options = { stableMs, timeoutMs: 10_000 + 3 * stableMs, intervalMs: 40 }
  return await steadyCount('processes', async () => process.pids().length, options)
}

export const workers: SettingProbe = {
  name: 'workers',
  variables: ofSettings('workers'),
  open: async ({ config }) => {
    const few = atLeast(config, 'workers', 1)
    const more = String(few + 1)
    return {
      base: { workers: String(few) },
      changes: changeOf(config, 'workers', more, ['processes'], {
        value: more,
        isShown: ({ processes: after }, { processes: before }) => after === Number(before) + 1,
      }),
      observe: onReady(async (running) => ({ processes: await settledCount(running) })),
    }
  },
}

/** Several times what a stop takes beside, in seconds and in milliseconds. */
const longTimes = ['6', '6000']
/** Longer than any shutdown time that the probe sets. */
const maxStopMs = 12_000

export const shutdown: SettingProbe = {
  name: 'shutdown',
  variables: ofSettings('shutdownDelay', 'shutdownTimeout'),
  open: async (fixture) => ({
    base: { shutdownDelay: '0', shutdownTimeout: '1' },
    changes: (['shutdownDelay', 'shutdownTimeout'] as const).flatMap((name) =>
      changeOf(fixture.config, name, longTimes, ['seconds to stop during a request']),
    ),
    observe: onReady(async (running) => {
      const read = running.operation('readRecord')
      const { owner, record } = await fixture.world(running)
      return await whileLocked(fixture.databaseUrl, [read.table], async (lock) => {
        const reading = running.try(running.readOf(record), { session: owner.session })
        await lock.waitForWaiters(1, 5000)
        const { seconds } = await running.stop(maxStopMs)
        await reading
        return { 'seconds to stop during a request': about(seconds) }
      })
    }),
  }),
}
