import type { Mutant } from '../mutant.ts'

export const recordInvalidAccepted: Mutant = {
  id: 'record-invalid-accepted',
  defect: 'A record without a proper name is created.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/schemas/records.ts',
      find: '{ name: Name, content: Type.Optional(Content) }',
      replace: '{ name: Type.Union([Name, Type.Number()]), content: Type.Optional(Content) }',
    },
  ],
}
