import { defineNeeds, lockedRead, smallPool, started } from './need.ts'

/** Of the claims of section pool. */
export const pool = defineNeeds('pool', {
  'pool.bounded': smallPool,
  'pool.reaches-bound': smallPool,
  'pool.keeps-size': ['settings.poolOverflow', ...smallPool],
  'pool.timeout': smallPool,
  'pool.exhaustion-contained': [...smallPool, 'endpoints.health'],
  'pool.recovers': smallPool,
  'pool.released-on-abort': smallPool,
  'pool.released-on-error': smallPool,
  'pool.recycle': ['settings.poolRecycle', ...smallPool],
  'pool.survives-terminated': smallPool,
  'pool.survives-restart': smallPool,
  'pool.fair': smallPool,
  'pool.status-true': [
    ['poolFigures.command', 'poolFigures.metrics'],
    ['commands.poolStatus', 'endpoints.metrics'],
    ...smallPool,
  ],
  'pool.formula-holds': [
    ['deployment.replicas', 'manifests.compose'],
    'settings.poolSize',
    started,
    ...lockedRead,
  ],
  'pool.formula-tight': smallPool,
  'pool.pgbouncer': ['settings.poolSize', started, 'backing.postgres'],
  'pool.session-state': smallPool,
  'pool.queueing-predicted': smallPool,
})
