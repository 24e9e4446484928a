import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { ForbiddenError, UnauthorizedError } from '../../lib/errors.ts'
import { type User, users } from '../../repositories/users.ts'
import type { AccessToken } from '../external/jwt.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Hook: 401 unless the request has a valid access token. */
    authenticate: (request: FastifyRequest) => Promise<void>
    /** Hook, after `authenticate`: 403 unless the user is currently an administrator. */
    requireAdmin: (request: FastifyRequest) => Promise<void>
  }
  interface FastifyRequest {
    userId: number
  }
}

async function authentication(fastify: FastifyInstance) {
  fastify.decorateRequest('userId', 0)

  fastify.decorate('authenticate', async function authenticate(request) {
    try {
      request.user = fastify.jwt.verify<AccessToken>(bearerToken(request))
      request.userId = Number(request.user.sub)
    } catch (error) {
      request.log.debug({ exception: error }, 'access token refused')
      throw new UnauthorizedError('log in first')
    }
    if (!Number.isSafeInteger(request.userId)) throw new UnauthorizedError('log in first')
  })

  fastify.decorate('requireAdmin', async function requireAdmin(request) {
    const user = await currentUser(fastify, request)
    if (!user.is_admin) throw new ForbiddenError('administrators only')
  })
}

function bearerToken({ headers }: FastifyRequest): string {
  return /^Bearer ([^ ]+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

/** The user of a request; 401 if the account is gone. */
export async function currentUser(
  fastify: FastifyInstance,
  request: FastifyRequest,
): Promise<User> {
  const user = await users.byId(fastify.db, request.userId)
  if (user === undefined) throw new UnauthorizedError('log in first')
  return user
}

export default fp(authentication, { name: 'authentication', dependencies: ['jwt', 'database'] })
