import type { Mutant } from '../mutant.ts'

export const limitByPeer: Mutant = {
  id: 'limit-by-peer',
  defect: 'A client is whoever the connection comes from: behind the edge all are one.',
  kills: ['http.rate-limit-unspoofable'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/rate-limit.ts',
      find: `    max: LOGIN_RATE_LIMIT,
`,
      replace: `    keyGenerator: (request) => request.socket.remoteAddress ?? '',
    max: LOGIN_RATE_LIMIT,
`,
    },
  ],
}
