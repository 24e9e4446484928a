import type { Mutant } from '../mutant.ts'

export const answersOtherwise: Mutant = {
  id: 'harmless-answers-otherwise',
  defect: 'Refusals have another body; outsiders get 404, and invalid bodies 400.',
  kills: [],
  edits: [
    {
      file: 'reference-app/src/plugins/app/permissions.ts',
      find: "throw new ForbiddenError('not a member')",
      replace: "throw new NotFoundError('no such company')",
    },
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: "return { status: 422, code: 'VALIDATION'",
      replace: "return { status: 400, code: 'BAD_REQUEST'",
    },
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: '{ error: { id: request.id, code, message, ...details } }',
      replace: '{ title: message, type: code, instance: request.id, ...details }',
    },
  ],
}
