/** Migrations and the command that runs them. */
import type { ClaimId } from '#guide/index.ts'
import { defineMutants, edit, insertBefore, overlay } from '../mutant.ts'
import { currentCommand, errorHandler, migrateCommand, readyRoute, worker } from '../paths.ts'

/** What goes one migration back to see what is pending then. */
const needsARollback: readonly ClaimId[] = [
  'database.migrate-upgrade',
  'database.migrate-under-load',
  'database.pending-migration-not-ready',
]

export const migrations = defineMutants('database', {
  'database-migrate-fails-when-done': {
    defect: 'Migrating a database that is up to date ends with an error.',
    kills: ['database.migrate-upgrade', 'database.migrate-concurrent'],
    edits: [
      edit(
        migrateCommand,
        "if (done.length === 0) console.log('nothing to do')",
        "if (done.length === 0) throw new Error('nothing to do')",
      ),
    ],
  },
  'database-migrate-adds-each-time': {
    defect: 'Every run of the migrator adds an index again.',
    kills: [
      'database.migrate-upgrade',
      'database.migrate-downgrade',
      'database.migrate-concurrent',
    ],
    edits: [
      insertBefore(
        migrateCommand,
        'const verb =',
        "if (direction === 'up') await client.query('CREATE INDEX ON records (updated_at)')",
      ),
    ],
  },
  'database-down-step-incomplete': {
    defect: 'The down step of a migration forgets a constraint, which is then added again.',
    kills: ['database.migrate-downgrade'],
    files: ['reference-app/migrations/005_record_limits.sql'],
  },
  'database-rollback-takes-two': {
    defect: 'One rollback takes two migrations back.',
    kills: ['database.migrate-downgrade'],
    blinds: needsARollback,
    edits: [
      edit(
        migrateCommand,
        "count: direction === 'up' ? Number.POSITIVE_INFINITY : 1,",
        "count: direction === 'up' ? Number.POSITIVE_INFINITY : 2,",
      ),
    ],
  },
  'database-down-step-fails': {
    defect: 'The down step of the newest migration names a table that there is not.',
    kills: ['database.migrate-downgrade'],
    blinds: needsARollback,
    edits: [
      edit(
        'reference-app/migrations/004_cache_invalidations.sql',
        'DROP TABLE cache_invalidations;',
        'DROP TABLE cache_invalidation;',
      ),
    ],
  },
  'database-down-step-does-nothing': {
    defect: 'The rollback says that it is done, and does nothing.',
    kills: ['database.migrate-downgrade'],
    // One version behind is then the newest: it is rightly ready.
    blinds: ['database.migrate-upgrade', 'database.pending-migration-not-ready'],
    edits: [
      edit(
        migrateCommand,
        'const done = await attempt(client, direction)',
        "const done = direction === 'up' ? await attempt(client, direction) : []",
      ),
    ],
  },
  'database-current-fails': {
    defect: 'The current-version command fails.',
    kills: ['database.migrate-upgrade'],
    blinds: ['database.migrate-atomic'],
    edits: [edit(currentCommand, 'ORDER BY id DESC', 'ORDER BY version DESC')],
  },
  'database-current-prints-oldest': {
    defect: 'The current-version command prints the oldest migration.',
    kills: ['database.migrate-upgrade'],
    edits: [edit(currentCommand, 'ORDER BY id DESC', 'ORDER BY id ASC')],
  },
  'database-migrate-without-lock': {
    defect: 'Two migrators at once both begin at the beginning.',
    kills: ['database.migrate-concurrent'],
    edits: [
      edit(
        migrateCommand,
        "await client.query('SELECT pg_advisory_lock($1)', [migratorLock])",
        "await client.query('SELECT $1::int', [migratorLock])",
      ),
    ],
  },
  'database-migrate-refuses-a-second': {
    defect: 'A migrator that finds another at work ends with an error.',
    kills: ['database.migrate-concurrent'],
    edits: [
      edit(
        migrateCommand,
        "await client.query('SELECT pg_advisory_lock($1)', [migratorLock])",
        `const lock = 'SELECT pg_try_advisory_lock($1) AS mine'
    const { rows } = await client.query(lock, [migratorLock])
    if (!rows[0].mine) throw new Error('another migrator is at work')`,
      ),
    ],
  },
  'database-migrate-step-by-step': {
    defect: 'Each statement of a migration is committed on its own.',
    kills: ['database.migrate-atomic'],
    edits: [
      edit(migrateCommand, 'dbClient: client,', 'dbClient: stepwise(client),'),
      insertBefore(
        migrateCommand,
        'async function attempt(',
        overlay('database-migrate-step-by-step/migrate.ts'),
      ),
    ],
  },
  'database-migrate-failure-exits-zero': {
    defect: 'A migration that fails is printed, and the migrator ends with 0.',
    kills: ['database.migrate-atomic'],
    edits: [
      edit(
        migrateCommand,
        'const done = await attempt(client, direction)',
        overlay('database-migrate-failure-exits-zero/migrate.ts'),
      ),
    ],
  },
  'database-migrate-waits-for-locks': {
    defect: 'A migration waits for its locks as long as it takes, and everybody behind it.',
    kills: ['database.migrate-under-load'],
    edits: [
      edit(
        migrateCommand,
        'SET lock_timeout = ${lockTimeoutMs}',
        'SET lock_timeout = ${0 * lockTimeoutMs}',
      ),
    ],
  },
  'database-migration-keeps-the-table': {
    defect: 'A migration works for two seconds on a table that it keeps for itself.',
    kills: ['database.migrate-under-load'],
    files: ['reference-app/migrations/005_record_sizes.sql'],
  },
  'database-migration-fills-in-one-go': {
    defect: 'A migration changes every row in one transaction of two seconds.',
    kills: ['database.migrate-under-load'],
    files: ['reference-app/migrations/005_record_names.sql'],
  },
  'database-migration-indexes-at-once': {
    defect: 'A migration builds an index on the largest table, which takes no writes meanwhile.',
    kills: ['database.migrate-under-load'],
    files: ['reference-app/migrations/005_record_contents.sql'],
  },
  'database-migration-indexes-another-table': {
    defect: 'A migration builds an index on a large table that few requests write to.',
    kills: ['database.migrate-under-load'],
    files: ['reference-app/migrations/005_user_names.sql'],
  },
  'database-ready-with-pending': {
    defect: 'Readiness does not look at migrations.',
    kills: ['database.pending-migration-not-ready'],
    edits: [
      edit(
        readyRoute,
        "state.database !== 'unavailable' && state.migrations === 'ok'",
        "state.database !== 'unavailable'",
      ),
    ],
  },
  /** Whoever takes any change for the migration believes that it migrates by itself. */
  'database-ready-with-pending-and-own-table': {
    defect: 'Readiness does not look at migrations, and a scheduler makes its table at the start.',
    kills: ['database.pending-migration-not-ready'],
    edits: [
      edit(
        readyRoute,
        "state.database !== 'unavailable' && state.migrations === 'ok'",
        "state.database !== 'unavailable'",
      ),
      insertBefore(worker, 'await app.listen', overlay('scheduler-table/worker.ts')),
    ],
  },
  'database-pending-is-an-error': {
    defect: 'What fails because a migration is pending is answered with 500.',
    kills: ['database.pending-migration-not-ready'],
    edits: [
      edit(
        errorHandler,
        '(await isBehind(error)) ?',
        '(await isBehind(error)) && error.statusCode === 1 ?',
      ),
    ],
  },
})
