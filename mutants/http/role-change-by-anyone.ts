import type { Mutant } from '../mutant.ts'

export const roleChangeByAnyone: Mutant = {
  id: 'role-change-by-anyone',
  defect: 'Whoever is logged in gives roles in every company.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/members.ts',
      find: "if (!allowed.includes('members:manage')) throw new ForbiddenError('not allowed')",
      replace: '',
    },
    {
      file: 'reference-app/src/routes/api/v1/members.ts',
      find: "preHandler: fastify.requirePermission('members:manage'),",
      replace: '',
    },
  ],
}
