import type { Mutant } from '../mutant.ts'

export const slowToStart: Mutant = {
  id: 'harmless-slow-to-start',
  defect: 'Each worker takes a second longer until it serves.',
  kills: [],
  edits: [
    {
      file: 'reference-app/src/server.ts',
      find: 'await app.ready()',
      replace: 'await app.ready()\n  await new Promise((resolve) => setTimeout(resolve, 1_000))',
    },
  ],
}
