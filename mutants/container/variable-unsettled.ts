import type { Mutant } from '../mutant.ts'

export const containerVariableUnsettled: Mutant = {
  id: 'container-variable-unsettled',
  defect: 'A variable that nobody sets is an empty string.',
  kills: ['container.compose-valid'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: '${TRUSTED_HOSTS:?}',
      replace: '${TRUSTED_HOSTS}',
    },
  ],
}
