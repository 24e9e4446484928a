import type { Mutant } from '../mutant.ts'

export const recordUnknownIsAnError: Mutant = {
  id: 'record-unknown-is-an-error',
  defect: 'A record that does not exist is a 500.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/records.ts',
      find: "if (record === undefined) throw new NotFoundError('no such record')",
      replace: "if (record === undefined) throw new Error('no such record')",
    },
  ],
}
