const pool = this.pool as unknown as {
  _remove(client: { _queryable: boolean }, done?: () => void): void
}
const remove = pool._remove
pool._remove = function removeAlive(client, done) {
  if (client._queryable) remove.call(this, client, done)
}
