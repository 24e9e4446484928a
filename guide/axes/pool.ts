import { defineAxes } from './axis.ts'

const oneRead = 'other requests: the bound is the same for whatever asks the pool for a connection'

/** Of the claims of section pool. */
export const pool = defineAxes('pool', {
  'pool.bounded': {
    'number of processes': { tried: ['2 by settings.workers', 'one without it'] },
    'what holds a connection': {
      tried: [
        'reads in waves',
        'reads that follow each other',
        'the readiness endpoint',
        'writes, logins, permissions and a profile: some may have a pool of their own',
        'up to 12 further reads of the OpenAPI document',
      ],
      untried: 'scheduled jobs: a run is too short to meet one that starts hourly',
    },
    'moment of the count': {
      tried: ['at rest', 'while all reads wait', 'while connections change users'],
    },
  },
  'pool.reaches-bound': {
    'number of processes': { tried: ['2 by settings.workers', 'one without it'] },
    'when a pool opens its connections': { tried: ['at start', 'on demand'] },
    'kind of request': { tried: ['a read'], untried: oneRead },
  },
  'pool.keeps-size': {
    'how overflow is closed': {
      tried: ['when it is returned', 'after an idle timeout of up to 15 s (60 s in a full run)'],
    },
    'number of processes': {
      tried: ['one', 'each that the burst filled'],
      untried: 'processes that the burst left alone: they need not have opened any connection',
    },
  },
  'pool.timeout': {
    'arrival of the request': {
      tried: ['while others just begin to wait', 'after the first were turned away'],
    },
    answer: {
      tried: ['503', 'statuses.overloaded of the config', 'Retry-After in seconds or as a date'],
    },
    'kind of request': {
      tried: ['a read, which is timed', 'writes, a login, permissions and a profile: Retry-After'],
      untried: 'the time of the others: what they do before they wait for a connection adds to it',
    },
    'length of the timeout': {
      tried: ['1 s where it can be set', "the guide's 30 s where it cannot"],
    },
  },
  'pool.exhaustion-contained': {
    'kind of request': {
      tried: ['reads', 'writes', 'a login', 'permissions', 'a profile'],
    },
    'route without the database': {
      tried: ['health', 'metrics', 'an unknown route', 'a profile without a session'],
    },
    'what holds the connections': {
      tried: ['a lock on the table that is read'],
      untried: 'slow statements and idle transactions: to a pool they look the same',
    },
    defect: {
      tried: [
        '500',
        'a refusal that blames the request: a wrong password, no such session or record',
        'a hang',
        'a process that ends',
        'a slow health answer',
      ],
    },
  },
  'pool.recovers': {
    'what waited': { tried: ['reads that held a connection', 'reads that gave up waiting'] },
    'what is checked afterwards': {
      tried: ['answers', 'connections open', 'connections that a read can use'],
    },
    'kind of request': { tried: ['a read'], untried: oneRead },
  },
  'pool.released-on-abort': {
    'moment of the disconnect': {
      tried: ['while the query runs', 'while waiting for a connection'],
      untried: 'between two statements of a transaction: the moment cannot be met from outside',
    },
    'kind of request': {
      tried: ['a read', 'creating a record'],
      untried: 'writes to other tables: the lock that holds them is on the table that is read',
    },
  },
  'pool.released-on-error': {
    'what fails': {
      tried: [
        'a statement',
        'a commit',
        'a statement that the server cancels: of a read, and the first of every other kind',
        'nothing: the backend refuses what it found, or did not find',
      ],
    },
    'kind of request': {
      tried: [
        'creating a record',
        'creating a company',
        'creating an account',
        'an update',
        'a deletion',
        'a deletion of nothing',
        'a read',
      ],
    },
    'trace of the leak': {
      tried: [
        'a connection that nobody can use',
        'one idle in transaction',
        'a process that ended',
      ],
    },
  },
  'pool.recycle': {
    'use of the connection at its age': { tried: ['in the middle of a request', 'between two'] },
    'when the age is looked at': {
      tried: ['on acquire or release', 'by a timer'],
      untried: 'a connection left idle past its age: the next use shows no age to compare',
    },
  },
  'pool.survives-terminated': {
    'state of the connection': {
      tried: [
        'idle',
        'in the middle of a query',
        'between two statements of a transaction',
        'between a statement that failed and the rollback',
        'right after a commit: what a write does next, before, beside or after its answer',
      ],
    },
    'kind of request': {
      tried: [
        'a read',
        'up to 12 further reads of the OpenAPI document',
        'each write of the contract',
        'a change of a role',
        'logins and all others, once their connections are idle',
      ],
    },
    'how it is lost': {
      tried: ['pg_terminate_backend'],
      untried: 'a silent loss, as behind a firewall: it takes minutes of TCP timeouts to show',
    },
  },
  'pool.survives-restart': {
    'how the server goes': { tried: ['an orderly stop', 'a crash'] },
    'how long it is away': {
      tried: ['1 s in a quick run', '8 s in a full one'],
    },
    'kind of request': { tried: ['a read'], untried: oneRead },
  },
  'pool.fair': {
    measure: { tried: ['the spread of the waits', 'the share that was overtaken'] },
    'number of processes': {
      tried: ['one queue (order and spread)', 'several queues (spread)'],
    },
    'kind of request': {
      tried: ['a read'],
      untried: 'requests with priorities: the contract does not name any',
    },
  },
  'pool.status-true': {
    'state of the pool': { tried: ['at rest', 'with connections held', 'with reads waiting'] },
    'where it is reported': { tried: ['a command', 'the metrics'] },
    'number of processes': {
      tried: ['2 by settings.workers', 'one without it', 'one that replaced a killed one'],
    },
  },
  'pool.formula-holds': {
    'where sizes are set': {
      tried: ['the compose file', 'the environment file', 'environment of the config'],
    },
    processes: {
      tried: ['counted while reads are held', 'replicas from the manifests or the config'],
      untried: 'jobs that run elsewhere, such as cron on another host: nothing here shows them',
    },
    'limit of the server': { tried: ["the compose file's command", "PostgreSQL's default"] },
  },
  'pool.formula-tight': {
    'limit of the server': { tried: ["the formula's result", 'one connection less'] },
    'moment of the refusal': { tried: ['before any load', 'under saturation'] },
    'kind of request': { tried: ['a read'], untried: oneRead },
  },
  'pool.pgbouncer': {
    'kind of request': {
      tried: ['reads', 'permissions', 'a profile', 'one write in ten'],
    },
    'what breaks behind a pooler': {
      tried: [
        'named statements',
        'startup parameters',
        'session state that outlives a transaction',
      ],
      untried: 'LISTEN and advisory locks of background jobs: no request causes them',
    },
    'mode of the pooler': {
      tried: ['transaction'],
      untried: 'session and statement mode: the guide asks for transaction mode',
    },
  },
  'pool.queueing-predicted': {
    'service time': { tried: ['exponential', 'constant'] },
    prediction: { tried: ['a replay of the measured holds', 'the Erlang C formula'] },
    'number of processes': {
      tried: ['one'],
      untried: 'several: each has a queue, and a wait cannot be assigned to one from outside',
    },
  },
  'pool.session-state': {
    'kind of state': {
      tried: [
        'settings',
        'settings with a prefix of their own',
        'advisory locks',
        'temporary tables',
      ],
      untried: 'prepared statements: PgBouncer keeps them apart since 1.21',
    },
    'kind of request': {
      tried: ['reads', 'writes', 'logins', 'two at a time'],
      untried: 'uploads and jobs: the contract has no such operation',
    },
    connection: { tried: ["every server connection of the pooler's pool"], untried: 'other pools' },
  },
})
