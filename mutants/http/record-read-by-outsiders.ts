import type { Mutant } from '../mutant.ts'

export const recordReadByOutsiders: Mutant = {
  id: 'record-read-by-outsiders',
  defect: 'Whoever is logged in reads the records of every company.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/records.ts',
      find: '{ schema: readSchema, preHandler: mayRead }',
      replace: '{ schema: readSchema }',
    },
  ],
}
