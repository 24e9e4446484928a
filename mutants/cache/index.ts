/** The mutants of the section cache. */
import type { Mutant } from '../mutant.ts'
import { cacheAcknowledgedBeforeDelivery } from './acknowledged-before-delivery.ts'
import { cacheClearEverything } from './clear-everything.ts'
import { cacheClearWithKeys } from './clear-with-keys.ts'
import { cacheCopiesInMemory } from './copies-in-memory.ts'
import { cacheDefaultTtlIgnored } from './default-ttl-ignored.ts'
import { cacheDisabledWithoutAnswer } from './disabled-without-answer.ts'
import { cacheEnabledIgnored } from './enabled-ignored.ts'
import { cacheExpiryLost } from './expiry-lost.ts'
import { cacheExpiryRenewed } from './expiry-renewed.ts'
import { cacheFailsWithoutRedis } from './fails-without-redis.ts'
import { cacheFillWithoutFence } from './fill-without-fence.ts'
import { cacheHitAsksDatabase } from './hit-asks-database.ts'
import { cacheInvalidateDoesNothing } from './invalidate-does-nothing.ts'
import { cacheInvalidateOpen } from './invalidate-open.ts'
import { cacheInvalidateTooMuch } from './invalidate-too-much.ts'
import { cacheInvalidatedBeforeCommit } from './invalidated-before-commit.ts'
import { cacheInvalidatedOnOneReplica } from './invalidated-on-one-replica.ts'
import { cacheKeyOtherwise } from './key-otherwise.ts'
import { cacheKeyWithoutCompany } from './key-without-company.ts'
import { cacheLoadsMixedUp } from './loads-mixed-up.ts'
import { cacheLostOnOutage } from './lost-on-outage.ts'
import { cacheMetricsHitsAlone } from './metrics-hits-alone.ts'
import { cacheNoExpiry } from './no-expiry.ts'
import { cachePermissionTtlIgnored } from './permission-ttl-ignored.ts'
import { cacheRedisForgets } from './redis-forgets.ts'
import { cacheRedisWithoutVolume } from './redis-without-volume.ts'
import { cacheStampede } from './stampede.ts'
import { cacheWaitsForRedis } from './waits-for-redis.ts'

export const cacheMutants: readonly Mutant[] = [
  cacheExpiryRenewed,
  cacheInvalidatedBeforeCommit,
  cacheFillWithoutFence,
  cacheCopiesInMemory,
  cacheInvalidatedOnOneReplica,
  cacheLostOnOutage,
  cacheAcknowledgedBeforeDelivery,
  cacheLoadsMixedUp,
  cacheFailsWithoutRedis,
  cacheWaitsForRedis,
  cacheKeyOtherwise,
  cacheKeyWithoutCompany,
  cacheNoExpiry,
  cacheExpiryLost,
  cachePermissionTtlIgnored,
  cacheDefaultTtlIgnored,
  cacheHitAsksDatabase,
  cacheEnabledIgnored,
  cacheDisabledWithoutAnswer,
  cacheInvalidateOpen,
  cacheInvalidateDoesNothing,
  cacheInvalidateTooMuch,
  cacheStampede,
  cacheClearWithKeys,
  cacheClearEverything,
  cacheMetricsHitsAlone,
  cacheRedisForgets,
  cacheRedisWithoutVolume,
]
