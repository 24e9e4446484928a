/** The mutants of the section release. */
import type { Mutant } from '../mutant.ts'
import { releaseCutOff } from './cut-off.ts'
import { releaseDrainSkipped } from './drain-skipped.ts'
import { releaseDrainTooShort } from './drain-too-short.ts'
import { releaseFailureExitsZero } from './failure-exits-zero.ts'
import { releaseGoesOnAfterFailedMigration } from './goes-on-after-failed-migration.ts'
import { releaseHalfSwitched } from './half-switched.ts'
import { releaseLivenessForHealth } from './liveness-for-health.ts'
import { releaseMigrationDropsColumn } from './migration-drops-column.ts'
import { releaseRollbackStopsFirst } from './rollback-stops-first.ts'
import { releaseRollingGoesOn } from './rolling-goes-on.ts'
import { releaseRollingOneReplica } from './rolling-one-replica.ts'
import { releaseSocketsCut } from './sockets-cut.ts'
import { releaseSocketsEndAsEver } from './sockets-end-as-ever.ts'
import { releaseSocketsToldNoReason } from './sockets-told-no-reason.ts'
import { releaseStoppedBeforeSwitch } from './stopped-before-switch.ts'
import { releaseSwitchedBeforeHealth } from './switched-before-health.ts'
import { releaseTokensPerColour } from './tokens-per-colour.ts'
import { releaseWithoutHealth } from './without-health.ts'

export const releaseMutants: readonly Mutant[] = [
  releaseStoppedBeforeSwitch,
  releaseCutOff,
  releaseDrainSkipped,
  releaseDrainTooShort,
  releaseSwitchedBeforeHealth,
  releaseWithoutHealth,
  releaseLivenessForHealth,
  releaseGoesOnAfterFailedMigration,
  releaseFailureExitsZero,
  releaseHalfSwitched,
  releaseTokensPerColour,
  releaseRollbackStopsFirst,
  releaseSocketsCut,
  releaseSocketsEndAsEver,
  releaseSocketsToldNoReason,
  releaseMigrationDropsColumn,
  releaseRollingOneReplica,
  releaseRollingGoesOn,
]
