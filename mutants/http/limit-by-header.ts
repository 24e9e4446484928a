import type { Mutant } from '../mutant.ts'

export const limitByHeader: Mutant = {
  id: 'limit-by-header',
  defect: 'A client is who it says that it is, in a header that no proxy of ours knows.',
  kills: ['http.rate-limit-unspoofable'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/rate-limit.ts',
      find: `    max: LOGIN_RATE_LIMIT,
`,
      replace: `    keyGenerator: (request) => String(request.headers['true-client-ip'] ?? request.ip),
    max: LOGIN_RATE_LIMIT,
`,
    },
  ],
}
