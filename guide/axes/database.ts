import { text } from '../claim.ts'
import { type Axes, defineAxes } from './axis.ts'

/** What the newest migration does: the same for all claims that move it back and forth. */
const newest: Axes[string] = {
  tried: ["whatever the target's newest migration does"],
  untried: text`Older migrations: a rollback in production goes one step. What is good of the
    newest one today may be wrong of the next: run the gate again for each.`,
}

const migrator: Axes[string] = {
  tried: [
    'migrations in SQL',
    'in a language, through migrations.add',
    'records in any table of the database',
  ],
  untried: 'A migrator that records versions outside of the database: then no record is found.',
}

export const database = defineAxes('database', {
  'database.sample-credentials-refused': {
    'origin of the credentials': {
      tried: [
        "the guide's samples",
        'defaults of images, tutorials and templates',
        'a password that equals the user name',
        'the sample in the environment file that the target ships',
      ],
      untried: 'With few samples two of each family.',
    },
    'user name': {
      tried: ['a common one', 'a random one that no list has'],
      untried: 'Names in another case than the password.',
    },
    'form of the address': {
      tried: ['one URL', 'one variable for each part'],
      untried: 'A password file or a service file of PostgreSQL: the contract has no such part.',
    },
  },
  'database.unreachable-reported': {
    'moment of the outage': { tried: ['while the backend serves', 'before it starts'] },
    'kind of outage': {
      tried: ['the server stops in order and refuses connections'],
      untried: text`A network that swallows packets, a failover to another address and a server
        that is full: pool.* and drill-database-refused try two of them with other questions.`,
    },
    'behaviour at a start without a database': {
      tried: ['it waits', 'it exits non-zero and is started again'],
    },
    'kind of request': {
      tried: ['readiness', 'a read that needs the database'],
      untried: 'Writes: both share one pool, and it is reconnected for both.',
    },
  },
  'database.migrate-upgrade': {
    run: { tried: ['on an empty database', 'again on a database that is up to date'] },
    'form of the printed version': {
      tried: ['any text with the name or number of the newest record as a word'],
      untried: text`A version that is printed in other words than it is recorded in, such as a
        title: it would be blamed.`,
    },
    migrator,
    'existing data': {
      tried: ['none'],
      untried: text`A database of an old version with a million rows: only the operator has it.
        database.migrate-under-load measures locks with the rows of the run.`,
    },
  },
  'database.migrate-downgrade': {
    'what the rollback changes': {
      tried: ['schema', 'records of the migrator, if the schema stays'],
      untried: text`Rows of a migration that changes data: their down step is inconclusive, as only
        its author knows which rows were there.`,
    },
    'newest migration': newest,
    'number of migrations taken back': {
      tried: ['one, right after another one was added'],
      untried: text`Several at once: the contract's command takes back one.`,
    },
    'existing data': {
      tried: ['what the migrations themselves insert'],
      untried: 'Rows of users, which a down step may lose: whether it may is a decision.',
    },
  },
  'database.migrate-concurrent': {
    'moment of the second': {
      tried: ['both held before they create anything', 'freely, where they give up on the hold'],
      untried: 'A second one in the middle of the first: it waits or finds nothing to do.',
    },
    'number of migrators': {
      tried: ['2'],
      untried: 'More: a lock that holds for two holds for ten.',
    },
    'what may differ from one alone': {
      tried: [
        'timestamps',
        'whatever two sequential runs differ in, such as seeded ids and hashes',
      ],
    },
    'way to take turns': {
      tried: ['an advisory lock', 'a lock on the records', 'waiting and trying again'],
      untried: 'A lock outside of the database, such as in Redis: it is seen by its effect alone.',
    },
  },
  'database.migrate-atomic': {
    'kind of failure': {
      tried: ['the last of three statements fails'],
      untried: text`A migrator that is killed or loses its connection: PostgreSQL rolls an open
        transaction back by itself, so the same defect shows.`,
    },
    'kind of statement': {
      tried: ['a new table', 'a changed row'],
      untried: text`Statements that cannot run in a transaction, such as concurrent index builds:
        no migrator can take them back, and the remedy asks for migrations of their own.`,
    },
    'state of the version afterwards': {
      tried: ['printed as before', 'printed as in doubt, or with an error: a failure'],
    },
    migrator,
  },
  'database.migrate-under-load': {
    migration: {
      tried: [
        "the target's newest one",
        'an added column on the table under traffic, if the contract can add one',
      ],
      untried: 'Index builds and backfills that the target does not have.',
    },
    'transactions beside it': {
      tried: ['short reads and writes', 'one long transaction that has used every table'],
    },
    'kind of request': {
      tried: ['reads of a record', 'updates of it, if the contract has them'],
      untried: 'Requests on other tables: what a migration locks is sampled for every session.',
    },
    load: {
      tried: ['60 requests a second'],
      untried: text`The load of production: waits for locks depend on the length of transactions,
        not on their number.`,
    },
  },
  'database.pending-migration-not-ready': {
    'schema that is behind': {
      tried: ['empty', 'one version back, if there is a rollback command'],
      untried: 'More than one version back, and a schema that is ahead of the code.',
    },
    'behaviour of the backend': {
      tried: [
        'it exits non-zero',
        'it stays silent',
        'it serves and is not ready',
        'it applies the migration itself',
      ],
      untried: text`One that changes other things of the schema at its start is not taken for one
        that migrates: the effect of the pending migration counts.`,
    },
    'kind of request': {
      tried: ['readiness', 'a login, if the contract has one'],
      untried: text`Every other endpoint: which of them needs the new schema only the target
        knows.`,
    },
    worker: {
      tried: ['one worker, asked 8 times'],
      untried: 'Several workers: they run the same code on the same schema.',
    },
  },
  'database.backup-restores': {
    command: {
      tried: ['the backup and restore commands of the config', 'pg_dump and psql as in the guide'],
      untried: 'Snapshots of a managed database and archived WAL: they need its platform.',
    },
    'what is compared': {
      tried: [
        'rows of every table',
        'positions of sequences',
        'keys, indexes, views, functions and triggers by name',
        'a login, a read and a new record',
      ],
      untried: text`Large objects, roles and privileges, rows of materialised views, rows of tables
        that are empty in the run, and the text of definitions, which a dump may write otherwise.`,
    },
    'text in the rows': {
      tried: ['plain', 'quotes, backslashes, tabs and letters of other scripts'],
      untried: 'Databases in another encoding than UTF-8.',
    },
    failure: {
      tried: ['a corrupted backup', 'half a backup', 'a database that does not exist'],
      untried: text`A full disk and a lost connection; and with pg_dump and psql none, since they
        are not the target's.`,
    },
  },
  'database.backup-consistent': {
    'moment of the writes': {
      tried: ['before the dump', 'while the dump is held between two tables'],
    },
    'order of the tables': {
      tried: ['by name', 'by age'],
      untried: 'Dumps by several workers at once finish tables in any order.',
    },
    'kind of writing': {
      tried: ['inserts into two tables in one transaction'],
      untried: 'Updates and deletions: one snapshot holds for all of them or for none.',
    },
    'tables that are written to': {
      tried: ["two of the gate's own in the target's database"],
      untried: text`The target's own: the gate does not know their invariants. A backup of listed
        tables alone has none of the gate's, and the check is inconclusive.`,
    },
  },
  'database.slow-query-visible': {
    'kind of request': {
      tried: ['a read', 'an update, if the contract has one that works', 'a new record'],
      untried: 'Queries of background jobs.',
    },
    'place of the duration': {
      tried: [
        'JSON, in a field or in its name',
        'text, in seconds to nanoseconds',
        'the line of the query',
      ],
      untried: text`The log of the database server and a tracing service: the claim is about what
        the backend's own log shows.`,
    },
    duration: {
      tried: ['1.1 s', '1.5 s', '1.9 s', 'quick ones, which must not be logged as slow'],
      untried: 'A query that never ends.',
    },
    worker: {
      tried: ['one'],
      untried: 'Others log with the same code.',
    },
  },
})
