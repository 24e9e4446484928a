import type { Mutant } from '../mutant.ts'

export const healthOtherVersion: Mutant = {
  id: 'health-other-version',
  defect: 'Health tells a version that is not the deployed one.',
  kills: ['observability.health-shape'],
  edits: [
    {
      file: 'reference-app/src/routes/health.ts',
      find: 'async () => reply)',
      replace: 'async () => ({ ...reply, version: "0.9-" + version }))',
    },
  ],
}
