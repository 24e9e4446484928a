if (Date.now() - lookedAt > 6_000) {
  lookedAt = Date.now()
  last = await databaseState()
}
const state = last
