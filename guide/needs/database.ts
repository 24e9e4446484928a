import { defineNeeds, lockedRead, started, world } from './need.ts'

/** Of the claims of section database. */
export const database = defineNeeds('database', {
  'database.sample-credentials-refused': ['backing.postgres', started],
  'database.unreachable-reported': ['endpoints.ready', started, ...lockedRead],
  'database.migrate-upgrade': ['commands.migrate', 'commands.currentVersion', 'backing.postgres'],
  'database.migrate-downgrade': ['commands.migrate', 'commands.rollback', 'backing.postgres'],
  'database.migrate-concurrent': ['commands.migrate', 'backing.postgres'],
  'database.migrate-atomic': [
    'commands.migrate',
    'commands.currentVersion',
    'migrations.add',
    'backing.postgres',
  ],
  'database.migrate-under-load': [
    'commands.migrate',
    ['commands.rollback', 'migrations.add'],
    started,
    ...lockedRead,
  ],
  'database.pending-migration-not-ready': [
    'commands.migrate',
    'endpoints.ready',
    started,
    'backing.postgres',
  ],
  'database.backup-restores': [started, ...world, 'backing.postgres'],
  // It writes to tables of its own, and without commands the gate's pg_dump backs them up.
  'database.backup-consistent': [],
  'database.slow-query-visible': ['settings.slowQueryMs', started, ...lockedRead],
})
