import type { Mutant } from '../mutant.ts'
import { healthOtherEnvironment } from './health-other-environment.ts'
import { healthOtherVersion } from './health-other-version.ts'
import { healthWaitsForRedis } from './health-waits-for-redis.ts'
import { healthWithoutBody } from './health-without-body.ts'
import { healthWithoutVersion } from './health-without-version.ts'
import { logBanner } from './log-banner.ts'
import { logLastWord } from './log-last-word.ts'
import { logLevelHidesErrors } from './log-level-hides-errors.ts'
import { logLevelOfTheFirst } from './log-level-of-the-first.ts'
import { logLineOfConsole } from './log-line-of-console.ts'
import { logStackOfManyLines } from './log-stack-of-many-lines.ts'
import { logUndated } from './log-undated.ts'
import { logWithoutException } from './log-without-exception.ts'
import { logWithoutFunction } from './log-without-function.ts'
import { logWithoutLevel } from './log-without-level.ts'
import { metricsNotExposition } from './metrics-not-exposition.ts'
import { metricsOfNoType } from './metrics-of-no-type.ts'
import { metricsOfOneWorker } from './metrics-of-one-worker.ts'
import { metricsPublic } from './metrics-public.ts'
import { metricsPublicWithASlash } from './metrics-public-with-a-slash.ts'
import { metricsWithoutPool } from './metrics-without-pool.ts'
import { metricsWithoutRefusals } from './metrics-without-refusals.ts'
import { readyAsRemembered } from './ready-as-remembered.ts'
import { readyNeverAgain } from './ready-never-again.ts'
import { readyWaitsForAnswers } from './ready-waits-for-answers.ts'
import { traceEndsAtTheEdge } from './trace-ends-at-the-edge.ts'
import { traceNotLogged } from './trace-not-logged.ts'
import { traceNotReturned } from './trace-not-returned.ts'

/** In the order in which they run. */
export const observabilityMutants: readonly Mutant[] = [
  healthOtherEnvironment,
  healthOtherVersion,
  healthWaitsForRedis,
  healthWithoutBody,
  healthWithoutVersion,
  logBanner,
  logLastWord,
  logLevelHidesErrors,
  logLevelOfTheFirst,
  logLineOfConsole,
  logStackOfManyLines,
  logUndated,
  logWithoutException,
  logWithoutFunction,
  logWithoutLevel,
  metricsNotExposition,
  metricsOfNoType,
  metricsOfOneWorker,
  metricsPublicWithASlash,
  metricsPublic,
  metricsWithoutPool,
  metricsWithoutRefusals,
  readyAsRemembered,
  readyNeverAgain,
  readyWaitsForAnswers,
  traceEndsAtTheEdge,
  traceNotLogged,
  traceNotReturned,
]
