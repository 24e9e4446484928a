import type { Mutant } from '../mutant.ts'

export const roleChangeLost: Mutant = {
  id: 'role-change-lost',
  defect: 'A role change is acknowledged and not made.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/members.ts',
      find: 'await members.set(tx, companyId, userId, role)',
      replace: '',
    },
  ],
}
