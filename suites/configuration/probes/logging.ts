/** Log level and slow queries: what the target logs for the same requests. */

import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { whileLocked } from '#gate/kit/fault/table-lock.ts'
import { about } from './alike.ts'
import { changeOf, lateLineMs, ofSettings, onReady, type SettingProbe } from './setting-probe.ts'

const requests = 12

export const logLevel: SettingProbe = {
  name: 'log level',
  variables: ofSettings('logLevel'),
  open: async ({ config }) => ({
    base: {},
    changes: changeOf(config, 'logLevel', ['ERROR', 'error', 'DEBUG', 'debug'], ['log lines']),
    observe: onReady(async (running) => {
      const profile = config.operations?.profile?.request()
      for (let count = 0; count < requests; count += 1) {
        await running.try({ method: 'GET', path: '/preflight-no-such-route' })
        if (profile) await running.try(profile)
      }
      // Never zero, as empty text is one line: one line more or less is no effect.
      return { 'log lines': about(running.output.split('\n').length) }
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
