import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { companySummaryKey, permissionsKey } from '../../../cache/keys.ts'
import type { Queryable } from '../../../database/pool.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../../../lib/errors.ts'
import { permissionsOf, type Role } from '../../../lib/roles.ts'
import { members } from '../../../repositories/members.ts'
import { users } from '../../../repositories/users.ts'
import { Empty } from '../../../schemas/common.ts'
import { MemberBody, MemberParams, MemberReply } from '../../../schemas/companies.ts'
import { refusals, secured } from '../../../schemas/errors.ts'

interface Change {
  companyId: number
  userId: number
  /** The caller. */
  actorId: number
  /** The new role; undefined removes the member. */
  role: Role | undefined
}

/** Checks the rules of a change under a lock, in the transaction that makes it. */
async function checkChange(tx: Queryable, change: Change): Promise<void> {
  const { companyId, userId, actorId, role } = change
  const owners = await members.lockOwners(tx, companyId)
  // Read from the database, not from the cache: the permission must be current.
  const actor = await members.role(tx, companyId, actorId)
  const allowed: readonly string[] = actor === undefined ? [] : permissionsOf[actor]
  if (!allowed.includes('members:manage')) throw new ForbiddenError('not allowed')
  const touchesOwner = role === 'owner' || owners.includes(userId)
  if (touchesOwner && !allowed.includes('owners:manage')) {
    throw new ForbiddenError('only an owner changes owners')
  }
  if (role !== 'owner' && owners.length === 1 && owners[0] === userId) {
    throw new ConflictError('a company keeps at least one owner')
  }
}

const memberRoutes: FastifyPluginAsyncTypebox = async (fastify) => {
  const staleKeys = (companyId: number, userId: number) => [
    permissionsKey(userId, companyId),
    companySummaryKey(companyId),
  ]
  const guards = {
    onRequest: fastify.authenticate,
    preHandler: fastify.requirePermission('members:manage'),
  }
  const common = { tags: ['members'], security: secured, params: MemberParams }

  const putSchema = {
    ...common,
    summary: 'Add a member, or change the role of one',
    body: MemberBody,
    response: { 200: MemberReply, ...refusals(400, 401, 403, 404, 409, 422, 503) },
  }
  const path = '/:companyId/members/:userId'
  fastify.put(path, { schema: putSchema, ...guards }, async (request) => {
    const { companyId, userId } = request.params
    const { role } = request.body
    await fastify.changeAndInvalidate(staleKeys(companyId, userId), async (tx) => {
      await checkChange(tx, { companyId, userId, actorId: request.userId, role })
      if ((await users.byId(tx, userId)) === undefined) throw new NotFoundError('no such user')
      await members.set(tx, companyId, userId, role)
    })
    return { user_id: userId, company_id: companyId, role }
  })

  const deleteSchema = {
    ...common,
    summary: 'Take a member out of the company',
    response: { 204: Empty, ...refusals(401, 403, 404, 409, 422, 503) },
  }
  fastify.delete(path, { schema: deleteSchema, ...guards }, async (request, reply) => {
    const { companyId, userId } = request.params
    await fastify.changeAndInvalidate(staleKeys(companyId, userId), async (tx) => {
      await checkChange(tx, { companyId, userId, actorId: request.userId, role: undefined })
      const removed = await members.remove(tx, companyId, userId)
      if (!removed) throw new NotFoundError('no such member')
    })
    return reply.code(204).send(null)
  })
}

export default memberRoutes
