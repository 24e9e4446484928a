/** Connections that age, break, or are made through PgBouncer. */
import { defineMutants, edit, insertAfter, insertBefore, overlay } from '../mutant.ts'
import { cachePlugin, pool } from '../paths.ts'

const recordsRoute = 'reference-app/src/routes/api/v1/records.ts'
const usersRoute = 'reference-app/src/routes/api/v1/users.ts'

export const connections = defineMutants('pool', {
  'pool-recycle-never': {
    defect: 'Connections live for ever.',
    kills: ['pool.recycle'],
    alsoKills: ['configuration.settings-effective'],
    edits: [edit(pool, 'maxLifetimeSeconds: options.recycleMs / 1000', 'maxLifetimeSeconds: 0')],
  },
  'pool-recycle-cuts': {
    defect: 'A timer closes a connection at its age, whoever is using it.',
    kills: ['pool.recycle'],
    edits: [
      edit(
        pool,
        "this.pool.on('connect', (client) => client.on('error', () => undefined))",
        overlay('pool-recycle-cuts/pool.ts'),
      ),
    ],
  },
  'pool-dead-connections-kept': {
    defect: 'A connection that the server has ended stays in the pool.',
    kills: ['pool.survives-terminated', 'pool.survives-restart'],
    edits: [
      insertBefore(
        pool,
        '// An error without a listener would end',
        overlay('pool-dead-connections-kept/pool.ts'),
      ),
    ],
  },
  'pool-idle-error-ends-process': {
    defect: 'Nobody listens for errors of idle connections, so one of them ends the process.',
    kills: ['pool.survives-terminated', 'pool.survives-restart'],
    edits: [edit(pool, "    this.pool.on('error', (error) => this.onIdleError(error))\n", '')],
  },
  'pool-work-beside-the-answer': {
    defect:
      'After its commit a change asks something on the side, and ends the process if it fails.',
    kills: ['pool.survives-terminated'],
    edits: [
      insertBefore(
        cachePlugin,
        '// Committed: from here on',
        "void db.query('SELECT count(*) FROM cache_invalidations')",
      ),
    ],
  },
  'pool-rollback-unwatched': {
    defect: 'Nobody waits for a rollback: one that fails ends the process.',
    kills: ['pool.survives-terminated'],
    edits: [edit(pool, 'await rollback(client, error)', 'rollback(client, error)')],
  },
  'pool-no-reconnect': {
    defect: 'A process that could not connect once never tries again.',
    kills: ['pool.survives-restart', 'database.unreachable-reported'],
    edits: [
      insertBefore(pool, 'private probing: Promise', 'private lost = false'),
      insertAfter(
        pool,
        'for (;;) {',
        "  if (this.lost) throw new DatabaseUnavailableError('not connected')",
      ),
      edit(
        pool,
        "if (isUnavailable(error)) throw this.unavailable('is not available', error)",
        overlay('pool-no-reconnect/pool.ts'),
      ),
    ],
  },
  'pool-backs-off-too-long': {
    defect: 'After a failure to connect no other is made for 20 s.',
    kills: ['pool.survives-restart'],
    edits: [
      insertBefore(pool, 'private probing: Promise', 'private restUntil = 0'),
      insertAfter(
        pool,
        'for (;;) {',
        "  if (Date.now() < this.restUntil) throw new DatabaseUnavailableError('backing off')",
      ),
      edit(
        pool,
        "if (isUnavailable(error)) throw this.unavailable('is not available', error)",
        overlay('pool-backs-off-too-long/pool.ts'),
      ),
    ],
  },
  'pool-ends-process-without-server': {
    defect: 'A process that cannot connect ends, and leaves the rest to its supervisor.',
    kills: ['pool.survives-restart'],
    alsoKills: ['database.unreachable-reported'],
    edits: [
      edit(
        pool,
        "if (isUnavailable(error)) throw this.unavailable('is not available', error)",
        'if (isUnavailable(error)) process.exit(1)',
      ),
    ],
  },
  'pool-statements-by-name': {
    defect: 'Statements are prepared by name, which PgBouncer before 1.21 does not keep.',
    kills: ['pool.pgbouncer'],
    alsoKills: ['load.very-heavy'],
    edits: [
      insertBefore(pool, "import pg from 'pg'", "import { createHash } from 'node:crypto'"),
      edit(
        pool,
        `text,
        values as unknown[] | undefined,`,
        overlay('pool-statements-by-name/pool.part.ts'),
      ),
    ],
  },
  'pool-session-setting-stays': {
    defect: 'A transaction sets its tenant for the session, and the next one finds it.',
    kills: ['pool.session-state'],
    edits: [
      insertAfter(
        pool,
        "await tx.query('BEGIN')",
        `await tx.query('SELECT set_config($1, $2, false)', ['app.tenant', String(Date.now())])`,
      ),
    ],
  },
  'pool-session-lock-stays': {
    defect: 'Transactions take advisory locks of the session, and never give them back.',
    kills: ['pool.session-state'],
    edits: [
      insertAfter(
        pool,
        "await tx.query('BEGIN')",
        'await tx.query(`SELECT pg_advisory_lock_shared(${String(Date.now() % 1_000)})`)',
      ),
    ],
  },
  'pool-session-table-stays': {
    defect: 'Transactions work with a temporary table that lives as long as the session.',
    kills: ['pool.session-state'],
    edits: [
      insertAfter(
        pool,
        "await tx.query('BEGIN')",
        "await tx.query('CREATE TEMPORARY TABLE IF NOT EXISTS work_items (id integer)')",
      ),
    ],
  },
  'pool-startup-parameter': {
    defect: 'The backend sends a startup parameter that PgBouncer does not know.',
    kills: ['pool.pgbouncer'],
    blinds: ['load.very-heavy'],
    edits: [insertAfter(pool, 'keepAlive: true,', 'statement_timeout: 60_000,')],
  },
  'pool-profiles-beside-the-pool': {
    defect: 'Profiles are read over a connection of their own, which nobody replaces.',
    kills: ['pool.bounded', 'pool.survives-terminated'],
    edits: [
      edit(
        usersRoute,
        `async (request) =>
    currentUser(fastify, request),
  )`,
        `async (request) => {
    own ??= open()
    const found = await (await own).query('SELECT * FROM users WHERE id = $1', [request.userId])
    return found.rows[0]
  })`,
      ),
      insertAfter(
        usersRoute,
        'const onRequest = fastify.authenticate',
        overlay('pool-profiles-beside-the-pool/open.ts'),
      ),
      insertBefore(usersRoute, 'import { hashPassword }', "import pg from 'pg'"),
    ],
  },
  'pool-lists-beside-the-pool': {
    defect: 'A list that the contract does not name is read over a connection of its own.',
    kills: ['pool.bounded', 'pool.survives-terminated'],
    edits: [
      edit(
        recordsRoute,
        'const found = await records.list(db, request.params.companyId, request.query)',
        `own ??= open()
    await (await own).query('SELECT 1')
    const found = await records.list(db, request.params.companyId, request.query)`,
      ),
      insertBefore(
        recordsRoute,
        "const mayRead = fastify.requirePermission('records:read')",
        overlay('pool-profiles-beside-the-pool/open.ts'),
      ),
      insertBefore(recordsRoute, 'import { NotFoundError }', "import pg from 'pg'"),
    ],
  },
})
