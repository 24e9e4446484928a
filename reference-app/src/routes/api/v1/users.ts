import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { hashPassword } from '../../../lib/password.ts'
import { currentUser } from '../../../plugins/app/authentication.ts'
import { users } from '../../../repositories/users.ts'
import { refusals, secured } from '../../../schemas/errors.ts'
import { NewUserBody, UserReply } from '../../../schemas/users.ts'

const userRoutes: FastifyPluginAsyncTypebox = async (fastify) => {
  const onRequest = fastify.authenticate

  const meSchema = {
    summary: 'The own profile',
    tags: ['users'],
    security: secured,
    response: { 200: UserReply, ...refusals(401, 503) },
  }
  fastify.get('/me', { schema: meSchema, onRequest }, async (request) =>
    currentUser(fastify, request),
  )

  const createSchema = {
    summary: 'Create a user (administrators)',
    tags: ['users'],
    security: secured,
    body: NewUserBody,
    response: { 201: UserReply, ...refusals(400, 401, 403, 409, 422, 503) },
  }
  const guards = { onRequest, preHandler: fastify.requireAdmin }
  fastify.post('', { schema: createSchema, ...guards }, async (request, reply) => {
    const { email, password, name, is_admin: isAdmin } = request.body
    const passwordHash = await hashPassword(password)
    const user = await users.create(fastify.db, { email, name, passwordHash, isAdmin })
    return reply.code(201).send(user)
  })
}

export default userRoutes
