import type { Mutant } from '../mutant.ts'

export const secretInMetrics: Mutant = {
  id: 'secret-in-metrics',
  defect: 'The metrics have the configuration as a label.',
  kills: ['configuration.secrets-not-exposed'],
  edits: [
    {
      file: 'reference-app/src/routes/metrics.ts',
      find: 'return fastify.metrics.expose()',
      replace: `const { JWT_SECRET_KEY: key } = fastify.settings
    return (await fastify.metrics.expose()) + "# HELP key " + key`,
    },
  ],
}
