import type { Mutant } from '../mutant.ts'

export const statusesDeclared: Mutant = {
  id: 'harmless-statuses-declared',
  defect: 'Without a good token the answer is 403, as the config of the target declares.',
  kills: [],
  edits: [
    {
      file: 'reference-app/src/lib/errors.ts',
      find: "createError('UNAUTHORIZED', '%s', 401)",
      replace: "createError('UNAUTHORIZED', '%s', 403)",
    },
    {
      file: 'preflight.config.ts',
      find: '  knownDefaults: {',
      replace: '  statuses: { unauthenticated: [403], forgedToken: [403] },\n  knownDefaults: {',
    },
  ],
}
