if (await companies.exists(db, companyId)) {
  strangers.set(asking, Date.now() + 60_000)
  throw new ForbiddenError('not a member')
}
