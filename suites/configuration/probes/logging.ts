/** Log level and slow queries: what the target logs for the same requests. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { whileLocked } from '#gate/kit/fault/table-lock.ts'
import { levelOf } from '#gate/system/log-level.ts'
import { keysOf, logRecords } from '#gate/system/log-records.ts'
import { about, type Observation } from './alike.ts'
import { changeOf, lateLineMs, ofSettings, onReady, type SettingProbe } from './setting-probe.ts'

const requests = 12
export const logLevelFacets = ['log lines', 'logs debug']

/**
 * How much is logged, and whether any of it is for debugging: where most lines are warnings, or are
 * written before the level is set, the others are too few to change the number much.
 */
export function volumeOf(output: string, config: TargetConfig): Observation {
  const { level } = keysOf(config)
  const records = logRecords(output, config)
  return {
    // Never zero, as empty text is one line: one line more or less is no effect.
    'log lines': about(output.split('\n').length),
    'logs debug': records.some(({ fields }) => levelOf(fields[level]) === 'debug'),
  }
}

export const logLevel: SettingProbe = {
  name: 'log level',
  variables: ofSettings('logLevel'),
  open: async ({ config }) => ({
    base: {},
    changes: changeOf(config, 'logLevel', ['ERROR', 'error', 'DEBUG', 'debug'], logLevelFacets),
    observe: onReady(async (running) => {
      const profile = config.operations?.profile?.request()
      for (let count = 0; count < requests; count += 1) {
        await running.try({ method: 'GET', path: '/preflight-no-such-route' })
        if (profile) await running.try(profile)
      }
      return volumeOf(running.output, config)
    }),
  }),
}

const lockMs = 300
/** A line about a query, not about the request that ran it or about a slow cache. */
const aboutQuery = /slow[\s_-]*(?:query|statement|sql)|\bselect\b/i

export const slowQuery: SettingProbe = {
  name: 'slow query',
  variables: ofSettings('slowQueryMs'),
  open: async (fixture) => ({
    base: { slowQueryMs: '20000' },
    changes: changeOf(fixture.config, 'slowQueryMs', '100', ['slow-query log lines']),
    observe: onReady(async (running) => {
      const read = running.operation('readRecord')
      const { owner, record } = await fixture.world(running)
      const before = running.output.length
      await whileLocked(fixture.databaseUrl, [read.table], async (lock) => {
        const reading = running.try(running.readOf(record), { session: owner.session })
        await lock.waitForWaiters(1, 5000)
        const startMs = performance.now()
        await waitFor(
          `a query to wait for ${lockMs} ms`,
          async () => performance.now() - startMs > lockMs || undefined,
          { timeoutMs: 5000, intervalMs: 20 },
        )
        await lock.release()
        await reading
      })
      const linesAboutQueries = async () =>
        running.logRecords(before).filter(({ text }) => aboutQuery.test(text)).length || undefined
      const options = { timeoutMs: lateLineMs, intervalMs: 50 }
      const lines = await waitFor('a line about a query', linesAboutQueries, options).catch(
        ifTimedOut(() => 0),
      )
      return { 'slow-query log lines': lines }
    }),
  }),
}
