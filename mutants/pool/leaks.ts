/** Connections that are not given back to the pool. */
import { defineMutants, edit, insertBefore, overlay } from '../mutant.ts'
import { pool, slots } from '../paths.ts'

export const poolLeaks = defineMutants('pool', {
  'pool-leak-on-abort-waiting': {
    defect:
      'A client that goes away while it waits stays in line, and its connection is never given back.',
    kills: ['pool.released-on-abort'],
    edits: [
      edit(pool, 'await this.slots.take(context?.onClientGone)', 'await this.slots.take()'),
      edit(
        pool,
        `this.release(client)
    throw new ClientGoneError()`,
        'throw new ClientGoneError()',
      ),
    ],
  },
  'pool-leak-on-abort-querying': {
    defect: 'A client that goes away while its query runs takes the connection with it.',
    kills: ['pool.released-on-abort'],
    edits: [
      edit(
        pool,
        'this.release(client, broken)',
        'if (!requestContext.getStore()?.isClientGone()) this.release(client, broken)',
      ),
    ],
  },
  'pool-leak-on-abort-writing': {
    defect: 'A write whose client has gone is not committed, and its transaction stays open.',
    kills: ['pool.released-on-abort'],
    edits: [
      edit(
        pool,
        "await tx.query('COMMIT')",
        "if (!requestContext.getStore()?.isClientGone()) await tx.query('COMMIT')",
      ),
      edit(
        'reference-app/src/routes/api/v1/records.ts',
        'await records.create(db, request.params.companyId, { name, content, userId })',
        `await db.transaction((tx) =>
        records.create(tx, request.params.companyId, { name, content, userId }),
      )`,
      ),
    ],
  },
  'pool-deletion-leaks': {
    defect: 'A deletion that fails keeps its connection.',
    kills: ['pool.released-on-error'],
    edits: [
      edit(
        'reference-app/src/routes/api/v1/records.ts',
        'await records.remove(db, companyId, recordId)',
        `await db.transaction((tx) =>
      records.remove(tx, companyId, recordId).catch(() => new Promise<never>(() => {})),
    )`,
      ),
    ],
  },
  'pool-leak-on-error': {
    defect: 'A connection is given back after success only.',
    kills: ['pool.released-on-error'],
    edits: [
      edit(
        pool,
        'return await work(client)',
        `const result = await work(client)
      this.release(client)
      return result`,
      ),
      edit(pool, 'this.release(client, broken)', 'if (broken) this.release(client, true)'),
    ],
  },
  'pool-leak-on-not-found': {
    defect: 'Who updates a record that does not exist takes a connection with the answer.',
    kills: ['pool.released-on-error'],
    edits: [
      edit(
        pool,
        'this.release(client, broken)',
        'if (broken || !this.keeps.delete(client)) this.release(client, broken)',
      ),
      edit(
        pool,
        'return result.rows',
        `if (text.startsWith('UPDATE records') && result.rowCount === 0) this.keeps.add(client)
      return result.rows`,
      ),
      insertBefore(
        pool,
        'private readonly usedAt = new WeakMap<pg.PoolClient, number>()',
        'private readonly keeps = new WeakSet<pg.PoolClient>()',
      ),
    ],
  },
  'pool-transaction-left-open': {
    defect:
      'A transaction that fails is not rolled back before its connection is given to the next.',
    kills: ['pool.released-on-error'],
    edits: [
      edit(
        pool,
        'await rollback(client, error)',
        'if (isUnavailable(error)) await rollback(client, error)',
      ),
    ],
  },
  'pool-commit-failure-leaks': {
    defect: 'A transaction gives its connection back, unless it is the commit that fails.',
    kills: ['pool.released-on-error'],
    edits: [edit(pool, "await tx.query('COMMIT')", overlay('pool-commit-failure-leaks/pool.ts'))],
  },
  'pool-late-waiter-leaks': {
    defect: 'Who gave up waiting stays in line, and keeps the connection whose turn comes.',
    kills: ['pool.recovers'],
    blinds: ['pool.fair'],
    edits: [
      edit(
        slots,
        'const late = settle(() => reject(new PoolTimeoutError()))',
        overlay('pool-late-waiter-leaks/slots.ts'),
      ),
    ],
  },
  'pool-failed-load-of-permissions-leaks': {
    defect: 'A load of permissions that the server cancels keeps its connection.',
    kills: ['pool.released-on-error'],
    edits: [
      edit(
        pool,
        `      broken = isUnavailable(error)
`,
        `      broken = isUnavailable(error)
      kept = (error as { code?: string }).code === '57014' && isLoad
`,
      ),
      edit(
        pool,
        'let broken = false\n    try {\n      return await work(client)',
        'let broken = false\n    let kept = false\n    try {\n      return await work(client)',
      ),
      edit(
        pool,
        '    } finally {\n      this.release(client, broken)',
        '    } finally {\n      if (!kept) this.release(client, broken)',
      ),
      edit(
        pool,
        'return this.withClient((client) => this.run<T>(client, text, values))',
        "return this.withClient((client) => this.run<T>(client, text, values), text.includes('SELECT role'))",
      ),
      edit(
        pool,
        'private async withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {',
        'private async withClient<T>(work: (client: pg.PoolClient) => Promise<T>, isLoad = false): Promise<T> {',
      ),
    ],
  },
})
