import type { Mutant } from '../mutant.ts'

export const poolDeadConnectionsKept: Mutant = {
  id: 'pool-dead-connections-kept',
  defect: 'A connection that the server has ended stays in the pool.',
  kills: ['pool.survives-terminated', 'pool.survives-restart'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: '    // A client that has an error and no listener',
      replace: `    const pool = this.pool as unknown as {
      _remove(client: { _queryable: boolean }, done?: () => void): void
    }
    const remove = pool._remove
    pool._remove = function removeAlive(client, done) {
      if (client._queryable) remove.call(this, client, done)
    }
    // A client that has an error and no listener`,
    },
  ],
}
