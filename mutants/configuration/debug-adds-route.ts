import type { Mutant } from '../mutant.ts'

export const debugAddsRoute: Mutant = {
  id: 'debug-adds-route',
  defect: 'Production accepts DEBUG=true, which opens a route that nobody should see.',
  kills: ['configuration.debug-off'],
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
      file: 'reference-app/src/routes/metrics.ts',
      find: '=> {\n  fastify.get',
      replace: `=> {
  if (fastify.settings.DEBUG) fastify.get('/debug/vars', async () => process.memoryUsage())
  fastify.get`,
    },
  ],
}
