import type { Mutant } from '../mutant.ts'

export const environmentUnknownAccepted: Mutant = {
  id: 'environment-unknown-accepted',
  defect: 'Any environment but "production" is development: a typing slip lifts every rule.',
  kills: ['configuration.environment-typo-refused'],
  edits: [
    {
      file: 'reference-app/src/config/schema.ts',
      find: "ENVIRONMENT: { type: 'string', enum: ['production', 'development', 'test'] }",
      replace: "ENVIRONMENT: { type: 'string' }",
    },
  ],
}
