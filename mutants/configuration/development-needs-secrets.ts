import type { Mutant } from '../mutant.ts'

export const developmentNeedsSecrets: Mutant = {
  id: 'development-needs-secrets',
  defect: 'The rules of production hold in development: it does not start on its defaults.',
  kills: ['configuration.development-starts'],
  edits: [
    {
      file: 'reference-app/src/config/load.ts',
      find: '(production ? productionProblems(settings) : blankKeys(settings))',
      replace: '[...productionProblems(settings), ...blankKeys(settings)]',
    },
  ],
}
