import type { Mutant } from '../mutant.ts'

export const healthWithoutVersion: Mutant = {
  id: 'health-without-version',
  defect: 'Health does not tell which version is deployed.',
  kills: ['observability.health-shape'],
  // Nothing else shows what APP_VERSION is.
  alsoKills: ['configuration.settings-effective'],
  edits: [
    {
      file: 'reference-app/src/routes/health.ts',
      find: '  version: Type.String(),',
      replace: '  version: Type.Optional(Type.String()),',
    },
    {
      file: 'reference-app/src/routes/health.ts',
      find: 'async () => reply)',
      replace: 'async () => ({ ...reply, version: undefined }))',
    },
  ],
}
