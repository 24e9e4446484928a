import type { Mutant } from '../mutant.ts'

export const refusalOfTheFirst: Mutant = {
  id: 'harmless-refusal-of-the-first',
  defect: 'A refusal names the first variable that is wrong, and ends as an uncaught exception.',
  kills: [],
  edits: [
    {
      file: 'reference-app/src/config/load.ts',
      find: 'throw new ConfigurationError(problems)',
      replace: 'throw new ConfigurationError(problems.slice(0, 1))',
    },
    {
      file: 'reference-app/src/main.ts',
      find: 'const refused = error instanceof ConfigurationError',
      replace: `const refused = error instanceof ConfigurationError
  if (refused) throw error`,
    },
  ],
}
