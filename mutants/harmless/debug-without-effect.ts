import type { Mutant } from '../mutant.ts'

export const debugWithoutEffect: Mutant = {
  id: 'harmless-debug-without-effect',
  defect: 'Production accepts DEBUG=true, to no effect; one worker, a small pool, and no cache.',
  kills: [],
  edits: [
    {
      file: 'reference-app/src/config/production.ts',
      find: "settings.DEBUG ? [{ variable: 'DEBUG', reason: 'must be false here' }] : []",
      replace: '[]',
    },
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: 'fastify.settings.DEBUG ? error : undefined',
      replace: 'undefined',
    },
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: 'this.log.info({ workers: WORKERS,',
      replace: 'this.log.info({ debug: this.settings.DEBUG, workers: WORKERS,',
    },
  ],
  environment: { WORKERS: '1', DB_POOL_SIZE: '5', DB_MAX_OVERFLOW: '10', CACHE_ENABLED: 'false' },
}
