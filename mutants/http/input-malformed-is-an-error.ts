import type { Mutant } from '../mutant.ts'

export const inputMalformedIsAnError: Mutant = {
  id: 'input-malformed-is-an-error',
  defect: 'A body that is no JSON is an error from inside.',
  kills: ['http.hostile-input'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: `  if (error.validation !== undefined) return validationRefusal(error)
`,
      replace: `  if (error.validation !== undefined) return validationRefusal(error)
  if (/JSON/.test(error.code)) return { status: 500, code: 'INTERNAL', message: 'internal error' }
`,
    },
  ],
}
