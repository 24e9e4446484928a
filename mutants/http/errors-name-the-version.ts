import type { Mutant } from '../mutant.ts'

export const errorsNameTheVersion: Mutant = {
  id: 'errors-name-the-version',
  defect: 'Every answer names the software that made it, with its version.',
  kills: ['http.errors-say-nothing'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/request-context.ts',
      find: `    reply.header('x-request-id', request.id)
`,
      replace: `    reply.header('x-request-id', request.id)
    reply.header('x-powered-by', \`Node.js \${process.version}\`)
`,
    },
  ],
}
