import type { Mutant } from '../mutant.ts'

export const limitOfFifty: Mutant = {
  id: 'limit-of-fifty',
  defect: 'Ten times as many log-ins are let through as the limit says.',
  kills: ['http.login-rate-limit', 'http.rate-limit-shared', 'http.rate-limit-unspoofable'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/rate-limit.ts',
      find: 'max: LOGIN_RATE_LIMIT,',
      replace: 'max: LOGIN_RATE_LIMIT * 10,',
    },
  ],
}
