import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { permissionsKey } from '../../cache/keys.ts'
import { ForbiddenError, NotFoundError } from '../../lib/errors.ts'
import { type Permission, permissionsOf, type Role } from '../../lib/roles.ts'
import { companies } from '../../repositories/companies.ts'
import { members } from '../../repositories/members.ts'

export interface Granted {
  role: Role
  permissions: readonly Permission[]
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The caller's permissions in a company; 404 if it does not exist, 403 if not a member. */
    permissionsIn: (request: FastifyRequest, companyId: number) => Promise<Granted>
    /** Hook for routes under `/companies/:companyId`: 403 without the permission. */
    requirePermission: (permission: Permission) => (request: FastifyRequest) => Promise<void>
  }
}

/** The permission check: one database read, or none if it is cached. */
async function permissions(fastify: FastifyInstance) {
  const { db, cache, settings } = fastify

  async function permissionsIn(request: FastifyRequest, companyId: number): Promise<Granted> {
    const { userId } = request
    const granted = await cache.read<Granted>({
      kind: 'permissions',
      key: permissionsKey(userId, companyId),
      ttlSeconds: settings.PERMISSION_CACHE_TTL,
      load: async () => {
        const role = await members.role(db, companyId, userId)
        return role === undefined ? undefined : { role, permissions: permissionsOf[role] }
      },
    })
    if (granted !== undefined) return granted
    if (await companies.exists(db, companyId)) throw new ForbiddenError('not a member')
    throw new NotFoundError('no such company')
  }

  fastify.decorate('permissionsIn', permissionsIn)
  fastify.decorate('requirePermission', (permission: Permission) => {
    return async function checkPermission(request: FastifyRequest) {
      const { companyId } = request.params as { companyId: number }
      const granted = await permissionsIn(request, companyId)
      if (!granted.permissions.includes(permission)) throw new ForbiddenError('not allowed')
    }
  })
}

export default fp(permissions, {
  name: 'permissions',
  dependencies: ['authentication', 'cache', 'database'],
})
