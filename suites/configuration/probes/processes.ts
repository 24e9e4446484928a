/** Workers and the patience of a stop: what happens to the processes. */

import { steadyCount } from '#gate/host/process/steady.ts'
import { lockTable } from '#gate/kit/fault/table-lock.ts'
import type { TargetProcess } from '#gate/system/process.ts'
import { about } from './alike.ts'
import { changeOf, ofSettings, onReady, type SettingProbe } from './setting-probe.ts'

/** How many processes there are, once that number stays the same. */
async function settledCount(process: TargetProcess): Promise<number> {
  const options = { stableMs: 280, timeoutMs: 10_000, intervalMs: 40 }
  return await steadyCount('processes', async () => process.pids().length, options)
}

export const workers: SettingProbe = {
  name: 'workers',
  variables: ofSettings('workers'),
  open: async ({ config }) => ({
    base: { workers: '1' },
    changes: changeOf(config, 'workers', '2', ['processes']),
    observe: onReady(async ({ process }) => ({ processes: await settledCount(process) })),
  }),
}

/** Longer than the longest patience that is asked for. */
const longestStopMs = 9_000

export const shutdown: SettingProbe = {
  name: 'shutdown',
  variables: ofSettings('shutdownDelay', 'shutdownTimeout'),
  open: async (fixture) => ({
    base: { shutdownDelay: '0', shutdownTimeout: '1' },
    changes: (['shutdownDelay', 'shutdownTimeout'] as const).flatMap((name) =>
      changeOf(fixture.config, name, '4', ['seconds to stop in mid-request']),
    ),
    observe: onReady(async (running) => {
      const read = running.operation('readRecord')
      const { owner, record } = await fixture.world(running)
      const lock = await lockTable(fixture.databaseUrl, read.table)
      try {
        const reading = running.try(read.request(record), { session: owner.session })
        await lock.bites(1, 5000)
        const { seconds } = await running.stop(longestStopMs)
        await reading
        return { 'seconds to stop in mid-request': about(seconds) }
      } finally {
        await lock.release()
      }
    }),
  }),
}
