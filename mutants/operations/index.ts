import type { Mutant } from '../mutant.ts'
import { checkExitsZero } from './check-exits-zero.ts'
import { checkNamesNothing } from './check-names-nothing.ts'
import { checkPrintsUrls } from './check-prints-urls.ts'
import { checkWithoutRedis } from './check-without-redis.ts'
import { edgeErrorsUnlogged } from './edge-errors-unlogged.ts'
import { poolStatusOfItsOwn } from './pool-status-of-its-own.ts'
import { redisLossUnsaid } from './redis-loss-unsaid.ts'

/** In the order in which they run. */
export const operationsMutants: readonly Mutant[] = [
  checkExitsZero,
  checkNamesNothing,
  checkPrintsUrls,
  checkWithoutRedis,
  edgeErrorsUnlogged,
  poolStatusOfItsOwn,
  redisLossUnsaid,
]
