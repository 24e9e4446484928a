import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { allPermissionsPattern, userPermissionsPattern } from '../../../cache/keys.ts'
import { CacheUnavailableError } from '../../../lib/errors.ts'
import { Id } from '../../../schemas/common.ts'
import { refusals, secured } from '../../../schemas/errors.ts'

// Without a body, or with an empty one, it clears all users.
const InvalidateBody = Type.Unsafe<{ user_id?: number } | null>({
  anyOf: [
    Type.Object({ user_id: Type.Optional(Id) }, { additionalProperties: false }),
    Type.Null(),
  ],
})
const InvalidateReply = Type.Object({ invalidated: Type.Integer() })

const adminRoutes: FastifyPluginAsyncTypebox = async (fastify) => {
  const { cache } = fastify
  const schema = {
    summary: 'Drop the cached permissions of one user, or of all (administrators)',
    tags: ['admin'],
    security: secured,
    body: InvalidateBody,
    response: { 200: InvalidateReply, ...refusals(400, 401, 403, 422, 503) },
  }
  const guards = { onRequest: fastify.authenticate, preHandler: fastify.requireAdmin }
  fastify.post('/cache/invalidate', { schema, ...guards }, async (request) => {
    const userId = request.body?.user_id
    const pattern = userId === undefined ? allPermissionsPattern : userPermissionsPattern(userId)
    try {
      return { invalidated: await cache.clear(pattern) }
    } catch (error) {
      request.log.warn({ exception: error }, 'the cache could not be cleared')
      throw new CacheUnavailableError('Redis does not answer')
    }
  })
}

export default adminRoutes
