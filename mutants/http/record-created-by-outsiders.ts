import type { Mutant } from '../mutant.ts'

export const recordCreatedByOutsiders: Mutant = {
  id: 'record-created-by-outsiders',
  defect: 'Whoever is logged in writes records into every company.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/records.ts',
      find: '{ schema: createSchema, preHandler: mayWrite }',
      replace: '{ schema: createSchema }',
    },
  ],
}
