/**
 * Keys that a check asks for only after it has judged something: without them the claim may fail,
 * but cannot pass. So its check is run all the same.
 */
import type { ClaimId } from '../index.ts'
import { afterRead, type Needs, smallPool, started, world } from './need.ts'

const readRecord: Needs = [...world, 'operations.readRecord']

/** By the claim's id. */
export const later: Readonly<Partial<Record<ClaimId, Needs>>> = {
  'configuration.development-starts': ['operations.readRecord', ...world, 'backing.postgres'],
  'database.backup-restores': ['operations.readRecord'],
  'pool.pgbouncer': readRecord,
  'edge.forwarded': [started],
  'http.critical-endpoints': [
    'operations.createAccount',
    'operations.permissions',
    'operations.changeRole',
    'operations.createRecord',
    'operations.readRecord',
    ...afterRead,
  ],
  'container.workers': readRecord,
  'container.image-compiler-free': [started],
  'container.limits': readRecord,
  'operations.pool-status': ['poolFigures.command', ...smallPool],
  'operations.drill-stale-permissions': ['operations.invalidate'],
}
