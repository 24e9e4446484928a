import type { Mutant } from '../mutant.ts'

export const secretInARefusal: Mutant = {
  id: 'secret-in-a-refusal',
  defect: 'A refused start prints the environment, so that somebody finds the mistake.',
  kills: [
    'configuration.secrets-not-exposed',
    'configuration.secret-key-default-refused',
    'configuration.secret-key-weak-refused',
    'configuration.jwt-secret-key-default-refused',
    'configuration.jwt-secret-key-weak-refused',
    'configuration.secrets-distinct',
    'configuration.refusal-clear',
  ],
  edits: [
    {
      file: 'reference-app/src/main.ts',
      find: 'const exception = refused ? {} :',
      replace: 'const exception = refused ? { environment: process.env } :',
    },
  ],
}
