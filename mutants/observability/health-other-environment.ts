import type { Mutant } from '../mutant.ts'

export const healthOtherEnvironment: Mutant = {
  id: 'health-other-environment',
  defect: 'Health tells an environment that is not the deployed one.',
  kills: ['observability.health-shape'],
  edits: [
    {
      file: 'reference-app/src/routes/health.ts',
      find: 'async () => reply)',
      replace: 'async () => ({ ...reply, environment: environment + "-eu" }))',
    },
  ],
}
