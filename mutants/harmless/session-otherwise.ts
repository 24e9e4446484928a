import type { Mutant } from '../mutant.ts'

export const sessionOtherwise: Mutant = {
  id: 'harmless-session-otherwise',
  defect: 'A token travels in a header of its own and lives for ten minutes.',
  kills: [],
  edits: [
    {
      file: 'reference-app/src/plugins/external/cors.ts',
      find: "['authorization', 'content-type', 'x-request-id']",
      replace: "['authorization', 'content-type', 'x-request-id', 'x-session']",
    },
    {
      file: 'reference-app/src/plugins/app/authentication.ts',
      find: 'request.user = fastify.jwt',
      replace: `const own = request.headers['x-session']
      request.headers.authorization = typeof own === 'string' ? 'Bearer ' + own : ''
      request.user = fastify.jwt`,
    },
    {
      file: 'preflight.config.ts',
      find: 'headers: { authorization: `Bearer ${body(reply).access_token}` }',
      replace: "headers: { 'x-session': body(reply).access_token }",
    },
  ],
  environment: { ACCESS_TOKEN_TTL: '600' },
}
