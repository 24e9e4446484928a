import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { UnauthorizedError } from '../../../../lib/errors.ts'
import { verifyNobody, verifyPassword } from '../../../../lib/password.ts'
import { users } from '../../../../repositories/users.ts'
import { LoginBody, TokensReply } from '../../../../schemas/auth.ts'
import { refusals } from '../../../../schemas/errors.ts'

const login: FastifyPluginAsyncTypebox = async (fastify) => {
  const schema = {
    summary: 'Log in',
    tags: ['auth'],
    body: LoginBody,
    response: { 200: TokensReply, ...refusals(400, 401, 422, 429, 503) },
  }
  fastify.post('/login', { schema, config: { rateLimit: {} } }, async (request) => {
    const { email, password } = request.body
    const user = await users.byEmail(fastify.db, email)
    const verified = user
      ? await verifyPassword(password, user.password_hash)
      : await verifyNobody(password)
    if (user === undefined || !verified) throw new UnauthorizedError('wrong address or password')
    return fastify.sessions.open(user.id)
  })
}

export default login
