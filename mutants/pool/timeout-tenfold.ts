import type { Mutant } from '../mutant.ts'

export const poolTimeoutTenfold: Mutant = {
  id: 'pool-timeout-tenfold',
  defect: 'A wait for a connection may last ten times as long as is set.',
  kills: ['pool.timeout', 'pool.exhaustion-contained'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/database.ts',
      find: 'timeoutMs: settings.DB_POOL_TIMEOUT * 1000',
      replace: 'timeoutMs: settings.DB_POOL_TIMEOUT * 10_000',
    },
  ],
}
