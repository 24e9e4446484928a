import type { Mutant } from '../mutant.ts'

export const keysMayBeEqual: Mutant = {
  id: 'keys-may-be-equal',
  defect: 'One generated value serves as both keys: who gets one has both.',
  kills: ['configuration.secrets-distinct'],
  edits: [
    {
      file: 'reference-app/src/config/production.ts',
      find: "if (first !== '' && first === second) {",
      replace: "if (first === '' && first === second) {",
    },
  ],
}
