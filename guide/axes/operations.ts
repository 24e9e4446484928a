import { text } from '../claim.ts'
import { type Axes, defineAxes } from './axis.ts'

/** What is broken: the same for the commands that look at a deployment. */
const broken: Axes[string] = {
  tried: [
    'the database refuses connections',
    'the database refuses the password',
    'the schema is missing',
    'the schema is one version behind, if there is a rollback command',
    'each key is empty',
    'Redis refuses connections',
    'Redis refuses the password',
  ],
  untried: text`A network that swallows packets, a full disk, a wrong mail server, and two causes at
    once.`,
}

/** How quickly a drill expects to find something. */
const patience: Axes[string] = {
  tried: ['5 s for a step, and longer where a backend is starting', '30 s for the remedy'],
  untried: 'Metrics that are collected once a minute: their step would be blamed.',
}

export const operations = defineAxes('operations', {
  'operations.system-check': {
    'broken dependency': broken,
    'what the command looks at': {
      tried: ['the services and settings themselves'],
      untried: 'A command that asks the running backend: none runs beside it, so it is blamed.',
    },
    'words for the cause': {
      tried: ['any line that a healthy deployment does not print and that has a usual word for it'],
      untried: 'Other languages than English, and error numbers alone: they are blamed.',
    },
    'form of the output': {
      tried: ['text', 'JSON, a line for each finding', 'stdout', 'stderr'],
      untried: 'A file or a service that the command reports to.',
    },
  },
  'operations.url-redacted': {
    command: {
      tried: ['check', 'pool status', 'current version', 'migrate, where the database refuses'],
      untried: 'Rollback, backup and restore: people do not run them to debug.',
    },
    deployment: {
      tried: ['healthy', 'healthy at log level debug', 'each broken one of system-check'],
    },
    'spelling of the password': {
      tried: ['as it is', 'escaped as in URLs'],
      untried: 'Cut or hashed: a part of a password is not found.',
    },
    secret: { tried: ['password of PostgreSQL', 'password of Redis', 'both keys'] },
  },
  'operations.pool-status': {
    'state of the pool': {
      tried: ['at rest', 'with connections held', 'full, while reads wait'],
      untried: 'While the database is away: then there is no truth to compare with.',
    },
    'state of the backend': {
      tried: ['running', 'not running'],
      untried: 'Hanging: the command would have to give up by itself.',
    },
    worker: {
      tried: ['two workers, of which the command reports the sum', 'after one was replaced'],
      untried: 'Several replicas: the command is run beside one backend.',
    },
  },
  'operations.drill-database-refused': {
    cause: {
      tried: ['wrong port at a start', 'a network that is cut', 'a server that is stopped'],
      untried: 'A wrong name that does not resolve, a wrong password, and a server that is full.',
    },
    'behaviour of the backend': {
      tried: ['it exits at a start in vain', 'it waits and tries again'],
    },
    'way to name the address': {
      tried: ['host and port in one text', 'in two fields'],
      untried: 'A name of its own for the database, such as "primary".',
    },
    patience,
  },
  'operations.drill-bad-gateway': {
    cause: {
      tried: ['backend stopped', 'wrong upstream', 'backend at a new address'],
      untried: text`A backend that answers too slowly or with broken headers: they are 504 and 502
        with other steps, which the guide does not have.`,
    },
    status: { tried: ['502', '503', '504'] },
    "edge's log": {
      tried: ["the file or stream of the target's own configuration, at its own level"],
      untried: 'Other edges than nginx: the guide has nginx.',
    },
    patience,
  },
  'operations.drill-slow-responses': {
    cause: {
      tried: ['a query that waits for a lock', 'a disabled cache, where there is a Redis'],
      untried: 'A slow disk, a slow provider and a pool that is too small: pool.* have the last.',
    },
    'kind of request': {
      tried: ['reads'],
      untried: 'Writes: database.slow-query-visible tries one.',
    },
    'source of the figures': {
      tried: ['the log for queries', 'the metrics for hits'],
      untried: 'A tracing service and pg_stat_statements.',
    },
    patience,
  },
  'operations.drill-slow-permissions': {
    cause: {
      tried: ['Redis stopped', 'entries that expire after 1 s'],
      untried: 'A Redis that is slow or full: cache.redis-slow-degrades measures the first.',
    },
    'sign of the cause': {
      tried: ['hits in the metrics', 'the log mentions Redis or the cache', 'TTL of the key'],
      untried: 'Words that name neither, such as "key-value store".',
    },
    member: {
      tried: ['the owner of one company'],
      untried: 'Other members and companies: cache.permission-key has their keys.',
    },
    patience,
  },
  'operations.drill-stale-permissions': {
    remedy: { tried: ['the invalidation endpoint', 'waiting for the expiry'] },
    worker: {
      tried: ['20 answers on connections of their own'],
      untried: 'A proof that each worker was among them: the answers do not say who gave them.',
    },
    'kind of change': {
      tried: ['a role changed in the database, past the backend'],
      untried: text`A membership that is removed or new: cache.role-change-visible changes both
        through the backend.`,
    },
    'time to expire': {
      tried: ['3 s', '1 h, ended by the endpoint'],
    },
  },
})
