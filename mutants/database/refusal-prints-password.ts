import type { Mutant } from '../mutant.ts'

export const databaseRefusalPrintsPassword: Mutant = {
  id: 'database-refusal-prints-password',
  defect: 'The refusal of a database password shows it.',
  kills: ['database.sample-credentials-refused'],
  edits: [
    {
      file: 'reference-app/src/config/production.ts',
      find: "refuse('has a password that anybody would try')",
      replace: "refuse('has a password that anybody would try: ' + password)",
    },
  ],
}
