import type { Mutant } from '../mutant.ts'

export const debugShowsTraces: Mutant = {
  id: 'debug-shows-traces',
  defect: 'Production accepts DEBUG=true, and errors then come with their stack.',
  kills: ['configuration.debug-off'],
  edits: [
    {
      file: 'reference-app/src/config/production.ts',
      find: "settings.DEBUG ? [{ variable: 'DEBUG', reason: 'must be false here' }] : []",
      replace: '[]',
    },
  ],
}
