import type { Mutant } from '../mutant.ts'

export const rolesAllAlike: Mutant = {
  id: 'roles-all-alike',
  defect: 'Who may write gets the permissions of who may read.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/lib/roles.ts',
      find: "editor: [...read, 'records:write'],",
      replace: 'editor: read,',
    },
  ],
}
