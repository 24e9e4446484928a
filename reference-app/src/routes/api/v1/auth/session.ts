import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { RefreshBody, TokensReply } from '../../../../schemas/auth.ts'
import { Empty } from '../../../../schemas/common.ts'
import { refusals, secured } from '../../../../schemas/errors.ts'

const session: FastifyPluginAsyncTypebox = async (fastify) => {
  const refreshSchema = {
    summary: 'Exchange a refresh token; each is good for one use',
    tags: ['auth'],
    body: RefreshBody,
    response: { 200: TokensReply, ...refusals(400, 401, 422, 503) },
  }
  fastify.post('/refresh', { schema: refreshSchema }, async (request) =>
    fastify.sessions.refresh(request.body.refresh_token),
  )

  const logoutSchema = {
    summary: 'Log out: the session of this access token ends',
    tags: ['auth'],
    security: secured,
    response: { 204: Empty, ...refusals(401, 503) },
  }
  const onRequest = fastify.authenticate
  fastify.post('/logout', { schema: logoutSchema, onRequest }, async (request, reply) => {
    await fastify.sessions.end(request.user.sid)
    return reply.code(204).send(null)
  })
}

export default session
