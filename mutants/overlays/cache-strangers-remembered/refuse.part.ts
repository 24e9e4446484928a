const asking = `${userId}:${companyId}`
if ((strangers.get(asking) ?? 0) > Date.now()) throw new ForbiddenError('not a member')
