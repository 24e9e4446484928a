import type { Mutant } from '../mutant.ts'

export const inputOddIsAnError: Mutant = {
  id: 'input-odd-is-an-error',
  defect: 'A value that the database does not take is an error from inside.',
  kills: ['http.hostile-input'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: '[/^(22|23)...$/,',
      replace: '[/^23...$/,',
    },
  ],
}
