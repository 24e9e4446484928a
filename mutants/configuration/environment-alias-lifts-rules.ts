import type { Mutant } from '../mutant.ts'

export const environmentAliasLiftsRules: Mutant = {
  id: 'environment-alias-lifts-rules',
  defect: '"prod" is a known environment, to which the rules of production do not apply.',
  kills: ['configuration.environment-typo-refused'],
  edits: [
    {
      file: 'reference-app/src/config/schema.ts',
      find: "enum: ['production', 'development', 'test']",
      replace: "enum: ['production', 'prod', 'development', 'test']",
    },
  ],
}
