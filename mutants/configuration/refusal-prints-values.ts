import type { Mutant } from '../mutant.ts'

export const refusalPrintsValues: Mutant = {
  id: 'refusal-prints-values',
  defect: 'A refusal says which value it refuses: keys end up in the log of the deployment.',
  kills: [
    'configuration.secret-key-default-refused',
    'configuration.secret-key-weak-refused',
    'configuration.jwt-secret-key-default-refused',
    'configuration.jwt-secret-key-weak-refused',
    'configuration.secrets-distinct',
    'configuration.refusal-clear',
  ],
  edits: [
    {
      file: 'reference-app/src/config/problems.ts',
      find: '`${variable} ${reason}`',
      replace: '`${variable} "${process.env[variable]}" ${reason}`',
    },
  ],
}
