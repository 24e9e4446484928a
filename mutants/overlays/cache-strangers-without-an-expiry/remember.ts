await fastify.redis.set(permissionsKey(userId, companyId), 'null').catch(() => undefined)
if (isThere) throw new ForbiddenError('not a member')
throw new NotFoundError('no such company')
