import type { Mutant } from '../mutant.ts'

export const recordReadByAnybody: Mutant = {
  id: 'record-read-by-anybody',
  defect: 'A record is shown to whoever does not log in.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/routes/api/v1/records.ts',
      find: "fastify.addHook('onRequest', fastify.authenticate)",
      replace: `fastify.addHook('onRequest', async (request) => {
    if (request.method !== 'GET' || request.headers.authorization !== undefined) {
      await fastify.authenticate(request)
    }
  })`,
    },
    {
      file: 'reference-app/src/routes/api/v1/records.ts',
      find: "const mayRead = fastify.requirePermission('records:read')",
      replace: `const mayRead = async (request: never) => {
    const { userId } = request as { userId: number }
    if (userId !== 0) await fastify.requirePermission('records:read')(request)
  }`,
    },
  ],
}
