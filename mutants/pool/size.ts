/** How many connections a pool opens, and how many the server allows. */
import { defineMutants, edit, insertBefore, overlay } from '../mutant.ts'
import { composeFile, pool } from '../paths.ts'

export const poolSize = defineMutants('pool', {
  'pool-replicas-uncounted': {
    defect: 'The deployment runs four replicas on a server that is sized for two.',
    kills: ['pool.formula-holds'],
    edits: [edit(composeFile, 'replicas: 2', 'replicas: 4')],
  },
  'pool-workers-uncounted': {
    defect: 'The deployment runs five workers where the server is sized for four.',
    kills: ['pool.formula-holds'],
    edits: [edit(composeFile, 'WORKERS:-4', 'WORKERS:-5')],
  },
  'pool-without-bound': {
    defect: 'The pool has no bound: it opens a connection for whoever asks.',
    kills: ['pool.bounded', 'pool.formula-tight', 'pool.queueing-predicted'],
    blinds: [
      'pool.timeout',
      'pool.exhaustion-contained',
      'pool.recovers',
      'pool.fair',
      'pool.released-on-abort',
      'pool.released-on-error',
      'pool.survives-terminated',
      'pool.survives-restart',
      'pool.status-true',
    ],
    edits: [edit(pool, 'const count = options.size + options.maxOverflow', 'const count = 1_000')],
  },
  'pool-half-the-bound': {
    defect: 'Half of the pool is never opened.',
    kills: ['pool.reaches-bound', 'pool.formula-tight', 'pool.queueing-predicted'],
    edits: [
      edit(
        pool,
        'const count = options.size + options.maxOverflow',
        'const count = Math.ceil((options.size + options.maxOverflow) / 2)',
      ),
    ],
  },
  'pool-overflow-ignored': {
    defect: 'The pool has its size and no overflow, whatever is set.',
    kills: ['pool.reaches-bound', 'pool.formula-tight', 'pool.queueing-predicted'],
    alsoKills: ['configuration.settings-effective'],
    blinds: ['pool.keeps-size'],
    edits: [
      edit(pool, 'const count = options.size + options.maxOverflow', 'const count = options.size'),
    ],
  },
  'pool-overflow-stays': {
    defect: 'Overflow connections stay open for ever.',
    kills: ['pool.keeps-size'],
    edits: [edit(pool, 'idleTimeoutMillis: overflowIdleMs', 'idleTimeoutMillis: 0')],
  },
  'pool-size-not-kept': {
    defect: 'Every connection is closed once it is idle.',
    kills: ['pool.keeps-size'],
    edits: [edit(pool, 'min: options.size,', 'min: 0,')],
  },
  'pool-server-as-shipped': {
    defect: 'The server of the deployment takes the 100 connections that PostgreSQL ships with.',
    kills: ['pool.formula-holds'],
    edits: [edit(composeFile, '    command: ["postgres", "-c", "max_connections=500"]\n', '')],
  },
  'pool-sized-for-one-process': {
    defect: 'The deployment gives every process the pool that was meant for all of them.',
    kills: ['pool.formula-holds'],
    edits: [
      edit(composeFile, 'DB_POOL_SIZE:-20', 'DB_POOL_SIZE:-50'),
      edit(composeFile, 'DB_MAX_OVERFLOW:-40', 'DB_MAX_OVERFLOW:-100'),
    ],
  },
  'pool-one-too-many': {
    defect: 'A pool opens one connection more than size and overflow.',
    kills: ['pool.bounded', 'pool.formula-tight', 'pool.queueing-predicted'],
    edits: [
      edit(
        pool,
        'const count = options.size + options.maxOverflow',
        'const count = options.size + options.maxOverflow + 1',
      ),
    ],
  },
  'pool-one-too-few': {
    defect: 'A pool never opens the last of its connections.',
    kills: ['pool.reaches-bound', 'pool.formula-tight', 'pool.queueing-predicted'],
    edits: [
      edit(
        pool,
        'const count = options.size + options.maxOverflow',
        'const count = Math.max(1, options.size + options.maxOverflow - 1)',
      ),
    ],
  },
  'pool-connection-beside': {
    defect: 'Each process keeps a connection of its own beside the pool.',
    kills: ['pool.bounded', 'pool.formula-tight', 'pool.status-true'],
    alsoKills: ['pool.keeps-size'],
    edits: [
      insertBefore(
        pool,
        '// An error without a listener would end',
        overlay('pool-connection-beside/pool.ts'),
      ),
    ],
  },
})
