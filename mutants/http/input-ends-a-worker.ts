import type { Mutant } from '../mutant.ts'

export const inputEndsAWorker: Mutant = {
  id: 'input-ends-a-worker',
  defect: 'A token that is no token ends the worker that reads it.',
  kills: ['http.hostile-input'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/authentication.ts',
      find: `      request.log.debug({ exception: error }, 'access token refused')`,
      replace: `      const given = request.headers.authorization ?? 'Bearer none'
      if (!/^Bearer [!-~]/.test(given)) setImmediate(() => process.exit(1))
      request.log.debug({ exception: error }, 'access token refused')`,
    },
  ],
}
