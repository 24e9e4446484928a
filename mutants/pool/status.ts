/** The pool status that the backend reports. */
import { defineMutants, edit } from '../mutant.ts'
import { pool } from '../paths.ts'

export const poolStatus = defineMutants('pool', {
  'pool-status-constant': {
    defect: 'The pool status says at all times that the pool is idle.',
    kills: ['pool.status-true'],
    alsoKills: ['operations.pool-status'],
    edits: [
      edit(
        pool,
        `checkedOut: totalCount - idleCount,
      idle: idleCount,`,
        `checkedOut: 0,
      idle: totalCount,`,
      ),
    ],
  },
  'pool-status-nobody-waits': {
    defect: 'The pool status never tells of anybody who waits.',
    kills: ['pool.status-true'],
    alsoKills: ['operations.pool-status'],
    edits: [edit(pool, 'waiting: this.slots.waiting,', 'waiting: 0,')],
  },
  'pool-status-as-configured': {
    defect: 'The pool status counts connections that were configured, not those that are open.',
    kills: ['pool.status-true'],
    alsoKills: ['operations.pool-status'],
    edits: [edit(pool, 'idle: idleCount,', 'idle: size + maxOverflow - (totalCount - idleCount),')],
  },
  'pool-status-of-one-worker': {
    defect: 'The pool status is that of one worker.',
    kills: ['pool.status-true'],
    alsoKills: ['observability.metrics', 'cache.hit-ratio-visible', 'operations.pool-status'],
    edits: [
      edit(
        'reference-app/src/cluster/metrics-hub.ts',
        'this.workers().filter((worker) => worker.isConnected())',
        'this.workers().filter((worker) => worker.isConnected()).slice(0, 1)',
      ),
    ],
  },
  'pool-status-counts-the-dead': {
    defect: 'What the pool of a worker had when it died is counted for ever.',
    kills: ['pool.status-true', 'operations.pool-status'],
    edits: [
      edit(
        'reference-app/src/cluster/retired-series.ts',
        "return ['counter', 'histogram', 'summary'].includes(String(type))",
        "return ['counter', 'gauge', 'histogram', 'summary'].includes(String(type))",
      ),
    ],
  },
})
