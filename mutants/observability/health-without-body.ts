import type { Mutant } from '../mutant.ts'

export const healthWithoutBody: Mutant = {
  id: 'health-without-body',
  defect: 'Health answers 204: alive, and nothing about what it is.',
  kills: ['observability.health-shape'],
  // Nothing else shows what APP_VERSION and ENVIRONMENT are.
  alsoKills: ['configuration.settings-effective'],
  edits: [
    {
      file: 'reference-app/src/routes/health.ts',
      find: 'async () => reply)',
      replace: 'async (_, answer) => answer.code(204).send())',
    },
  ],
}
