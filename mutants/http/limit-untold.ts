import type { Mutant } from '../mutant.ts'

export const limitUntold: Mutant = {
  id: 'limit-untold',
  defect: 'A refused log-in does not say when the next try is welcome.',
  kills: ['http.login-rate-limit'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/rate-limit.ts',
      find: `    max: LOGIN_RATE_LIMIT,
`,
      replace: `    addHeaders: { 'retry-after': false },
    max: LOGIN_RATE_LIMIT,
`,
    },
  ],
}
