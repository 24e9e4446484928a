/** The mutants of the section database. */
import type { Mutant } from '../mutant.ts'
import { databaseAddressUnnamed } from './address-unnamed.ts'
import { databaseBackupHidesFailure } from './backup-hides-failure.ts'
import { databaseBackupLeavesOut } from './backup-leaves-out.ts'
import { databaseBackupTableByTable } from './backup-table-by-table.ts'
import { databaseCurrentPrintsOldest } from './current-prints-oldest.ts'
import { databaseDownStepFails } from './down-step-fails.ts'
import { databaseDownStepIncomplete } from './down-step-incomplete.ts'
import { databaseEndsWithItsServer } from './ends-with-its-server.ts'
import { databaseMigrateAddsEachTime } from './migrate-adds-each-time.ts'
import { databaseMigrateFailsWhenDone } from './migrate-fails-when-done.ts'
import { databaseMigrateFailureExitsZero } from './migrate-failure-exits-zero.ts'
import { databaseMigrateRefusesASecond } from './migrate-refuses-a-second.ts'
import { databaseMigrateStepByStep } from './migrate-step-by-step.ts'
import { databaseMigrateWaitsForLocks } from './migrate-waits-for-locks.ts'
import { databaseMigrateWithoutLock } from './migrate-without-lock.ts'
import { databaseMigrationFillsInOneGo } from './migration-fills-in-one-go.ts'
import { databaseMigrationKeepsTheTable } from './migration-keeps-the-table.ts'
import { databasePasswordInLog } from './password-in-log.ts'
import { databasePendingIsAnError } from './pending-is-an-error.ts'
import { databaseReadyRegardless } from './ready-regardless.ts'
import { databaseReadyWithPending } from './ready-with-pending.ts'
import { databaseRefusalPrintsPassword } from './refusal-prints-password.ts'
import { databaseRestoreEndsEarly } from './restore-ends-early.ts'
import { databaseRestoreGoesOn } from './restore-goes-on.ts'
import { databaseSamplePasswordAccepted } from './sample-password-accepted.ts'
import { databaseSlowQueryEvery } from './slow-query-every.ts'
import { databaseSlowQuerySilent } from './slow-query-silent.ts'
import { databaseSlowQueryUndated } from './slow-query-undated.ts'
import { databaseUserAsPassword } from './user-as-password.ts'

export const databaseMutants: readonly Mutant[] = [
  databaseSamplePasswordAccepted,
  databaseUserAsPassword,
  databaseRefusalPrintsPassword,
  databasePasswordInLog,
  databaseAddressUnnamed,
  databaseReadyRegardless,
  databaseEndsWithItsServer,
  databaseMigrateFailsWhenDone,
  databaseMigrateAddsEachTime,
  databaseDownStepIncomplete,
  databaseDownStepFails,
  databaseCurrentPrintsOldest,
  databaseMigrateWithoutLock,
  databaseMigrateRefusesASecond,
  databaseMigrateStepByStep,
  databaseMigrateFailureExitsZero,
  databaseMigrateWaitsForLocks,
  databaseMigrationKeepsTheTable,
  databaseMigrationFillsInOneGo,
  databaseReadyWithPending,
  databasePendingIsAnError,
  databaseBackupTableByTable,
  databaseBackupLeavesOut,
  databaseBackupHidesFailure,
  databaseRestoreGoesOn,
  databaseRestoreEndsEarly,
  databaseSlowQuerySilent,
  databaseSlowQueryUndated,
  databaseSlowQueryEvery,
]
