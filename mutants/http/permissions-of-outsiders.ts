import type { Mutant } from '../mutant.ts'

export const permissionsOfOutsiders: Mutant = {
  id: 'permissions-of-outsiders',
  defect: 'Who is no member is answered with an empty list of permissions, not refused.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/permissions.ts',
      find: "throw new ForbiddenError('not a member')",
      replace: "return { role: 'viewer', permissions: [] }",
    },
  ],
}
