import type { Mutant } from '../mutant.ts'

export const logLineOfConsole: Mutant = {
  id: 'log-line-of-console',
  defect: 'One message of the start goes past the logger, as plain text.',
  kills: ['observability.logs-structured'],
  edits: [
    {
      file: 'reference-app/src/server.ts',
      find: 'await app.ready()',
      replace: `await app.ready()
  console.log('routes are ready')`,
    },
  ],
}
