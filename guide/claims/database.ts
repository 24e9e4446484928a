import { defineClaims, text } from '../claim.ts'

/** Credentials, migrations, backups, and what happens while the database is away. */
export const database = defineClaims('database', {
  'database.sample-credentials-refused': {
    level: 'must',
    impact: 'disrupt',
    services: ['postgres'],
    statement: text`In production the backend refuses database credentials copied from sample
      configuration, and a password that equals the user name.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Start it once per sample against a server that would accept the login, so
      that only the rule can refuse it. With distinct generated credentials it must start.`,
    remedy: text`Parse the database URL at boot, compare its password with a deny-list and with the
      user name, and exit non-zero with an error that names the variable.`,
    prevents: text`The first scan that reaches the database logs in with a password from the
      documentation.`,
  },
  'database.unreachable-reported': {
    level: 'must',
    impact: 'disrupt',
    feature: 'readiness endpoint',
    services: ['postgres'],
    statement: text`While its database is unreachable the backend logs host and port but no
      password, is not ready, and serves again without a restart once the database is back.`,
    guideSections: ['Pre-Deployment Checklist', 'Common Issues'],
    verification: text`Stop PostgreSQL, read the log and the readiness endpoint, start it again,
      and wait for a query to succeed in the same processes.`,
    remedy: text`Log host and port from the parsed URL, let readiness query the database, and
      reconnect on demand with a short, bounded back-off instead of exiting.`,
    prevents: text`A failover of ten seconds becomes an outage that lasts until someone manually
      restarts every backend.`,
  },
  'database.migrate-upgrade': {
    level: 'must',
    impact: 'disrupt',
    feature: 'migrations',
    programs: ['pg_dump'],
    statement: text`Migrations take an empty database to the newest version, a second run changes
      nothing, and the current-version command prints that version.`,
    guideSections: ['Running Migrations', 'Pre-Deployment Checklist', 'Deploy with Docker'],
    verification: text`Run the target's migrate command twice on an empty database, compare the
      schema dumps, and read the version that it prints.`,
    remedy: text`Record each migration in the transaction that applies it, skip those recorded,
      and exit 0 when there is nothing to do.`,
    prevents: text`A new environment, or a retried deployment, ends up with half a schema, and
      nobody can tell which version is live.`,
  },
  'database.migrate-downgrade': {
    level: 'must',
    impact: 'disrupt',
    feature: 'rollback of migrations',
    programs: ['pg_dump'],
    statement: text`Rolling back the newest migration and applying it again gives exactly the
      schema that was there before.`,
    guideSections: ['Running Migrations'],
    verification: text`Dump the schema at head, after one step back, and at head again: the first
      and last are identical, the middle one differs.`,
    remedy: text`Write a down step for every migration that undoes everything it created: columns,
      indexes, constraints, defaults and data types.`,
    prevents: text`The rollback at night stops halfway, or leaves a schema that the next upgrade
      cannot be applied to.`,
  },
  'database.migrate-concurrent': {
    level: 'should',
    impact: 'disrupt',
    feature: 'migrations',
    programs: ['pg_dump'],
    statement: text`Two migrators started at the same moment both exit 0, and each migration is
      applied exactly once.`,
    guideSections: ['Running Migrations'],
    verification: text`Start two against one empty database, and compare schema and version records
      with those of single migrators, without what these differ in.`,
    remedy: text`Take one advisory lock for the whole database before reading the version table, and
      wait for it instead of failing.`,
    prevents: text`Two replicas that migrate on startup race: one fails on a table that already
      exists, and the release stops half done.`,
  },
  'database.migrate-atomic': {
    level: 'should',
    impact: 'disrupt',
    feature: 'migrations',
    programs: ['pg_dump'],
    statement: text`A migration that fails halfway exits non-zero and leaves the schema and the
      recorded version as they were.`,
    guideSections: ['Running Migrations'],
    verification: text`Add a migration that creates something and then fails, run it, and compare
      schema dump and version with those from before.`,
    remedy: text`Run each migration and its version record in one transaction, and keep statements
      that cannot run in one, such as concurrent index builds, in migrations of their own.`,
    prevents: text`A failed release leaves a schema on which neither version runs, and someone has
      to fix it manually under pressure.`,
  },
  'database.migrate-under-load': {
    level: 'should',
    impact: 'disrupt',
    services: ['postgres'],
    programs: ['pg_dump'],
    statement: text`While migrations run under traffic, no request waits longer than 1 s for a lock
      that a migration holds or is queued for.`,
    guideSections: ['Running Migrations', 'Blue-Green Deployment'],
    verification: text`Fill the busiest table, 300 000 rows or more, migrate under steady traffic,
      sample pg_locks for who blocks whom, and read the longest request.`,
    remedy: text`Set lock_timeout below 1 s and retry, add columns without rewriting the table,
      build indexes concurrently, and fill data in small batches.`,
    prevents: text`A schema change waits behind one long query, every request waits behind the
      schema change, and the service comes to a standstill.`,
  },
  'database.pending-migration-not-ready': {
    level: 'should',
    impact: 'disrupt',
    feature: 'readiness endpoint',
    programs: ['pg_dump'],
    statement: text`A backend whose code is ahead of its schema reports that it is not ready, and
      does not answer with 500.`,
    guideSections: ['Running Migrations', 'Health Check Endpoint'],
    verification: text`Start it before migrating, read the readiness endpoint and one that needs
      the new schema, then migrate and wait until it is ready.`,
    remedy: text`Let readiness compare the version that the code needs with the one recorded in
      the database, and answer 503 until it is there.`,
    prevents: text`A replica that starts before the migration takes traffic and fails every
      request.`,
  },
  'database.backup-restores': {
    level: 'must',
    impact: 'disrupt',
    programs: ['pg_dump', 'psql'],
    statement: text`A dump restored into a fresh database has the same rows with the same checksums,
      and the backend runs on it.`,
    guideSections: ['Database Backup'],
    verification: text`Dump with pg_dump, restore with psql, compare row counts and checksums per
      table, and start the backend on the copy.`,
    remedy: text`Dump with a client no older than the server, stop at the first error on both
      sides, and restore every backup into a scratch database as part of the job.`,
    prevents: text`The backup turns out to be empty, truncated or unloadable on the day it is
      needed.`,
  },
  'database.backup-consistent': {
    level: 'should',
    impact: 'disrupt',
    programs: ['pg_dump', 'psql'],
    statement: text`A dump taken during writes keeps the invariants that span tables.`,
    guideSections: ['Database Backup'],
    verification: text`Write transactions that keep an invariant over two tables while dumping,
      restore the dump, and query it for violations.`,
    remedy: text`Dump the whole database in one snapshot, never table by table, and change related
      tables in one transaction.`,
    prevents: text`The restored database has records whose owners are gone, and the damage is found
      weeks later.`,
  },
  'database.slow-query-visible': {
    level: 'should',
    impact: 'disrupt',
    feature: 'slow-query log',
    statement: text`A query that takes longer than the threshold is logged with its duration.`,
    guideSections: ['Common Issues'],
    verification: text`Hold a lock so that a query runs past the threshold, then find its log line
      and compare the duration with the time held.`,
    remedy: text`Time every statement in the data layer and log those above the threshold, or set
      log_min_duration_statement and collect the server's log.`,
    prevents: text`Everything is slow, nobody can name the query, and the on-call restarts what
      was healthy.`,
  },
})
