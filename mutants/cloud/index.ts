import type { Mutant } from '../mutant.ts'
import { beanstalkAnotherPort } from './beanstalk-another-port.ts'
import { beanstalkUnquoted } from './beanstalk-unquoted.ts'
import { ecsFieldMisspelt } from './ecs-field-misspelt.ts'
import { ecsKeyInWords } from './ecs-key-in-words.ts'
import { ecsLogsNowhere } from './ecs-logs-nowhere.ts'
import { ecsNoSuchPair } from './ecs-no-such-pair.ts'
import { ecsWithoutJwtKey } from './ecs-without-jwt-key.ts'
import { runAnotherImage } from './run-another-image.ts'
import { runAnotherRegion } from './run-another-region.ts'
import { runOpenWithoutReason } from './run-open-without-reason.ts'
import { runWithoutLimit } from './run-without-limit.ts'

/** In the order in which they run. */
export const cloudMutants: readonly Mutant[] = [
  beanstalkAnotherPort,
  beanstalkUnquoted,
  ecsFieldMisspelt,
  ecsKeyInWords,
  ecsLogsNowhere,
  ecsNoSuchPair,
  ecsWithoutJwtKey,
  runAnotherImage,
  runAnotherRegion,
  runOpenWithoutReason,
  runWithoutLimit,
]
