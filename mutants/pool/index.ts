/** The mutants of the section pool. */
import type { Mutant } from '../mutant.ts'
import { poolBacksOffTooLong } from './backs-off-too-long.ts'
import { poolCommitFailureLeaks } from './commit-failure-leaks.ts'
import { poolConnectionBeside } from './connection-beside.ts'
import { poolDeadConnectionsKept } from './dead-connections-kept.ts'
import { poolEndsProcessWithoutServer } from './ends-process-without-server.ts'
import { poolHalfTheBound } from './half-the-bound.ts'
import { poolHandedOnLate } from './handed-on-late.ts'
import { poolHealthAsksDatabase } from './health-asks-database.ts'
import { poolIdleErrorEndsProcess } from './idle-error-ends-process.ts'
import { poolLastInFirstOut } from './last-in-first-out.ts'
import { poolLateWaiterLeaks } from './late-waiter-leaks.ts'
import { poolLeakOnAbortQuerying } from './leak-on-abort-querying.ts'
import { poolLeakOnAbortWaiting } from './leak-on-abort-waiting.ts'
import { poolLeakOnError } from './leak-on-error.ts'
import { poolNoReconnect } from './no-reconnect.ts'
import { poolOneTooFew } from './one-too-few.ts'
import { poolOneTooMany } from './one-too-many.ts'
import { poolOverflowIgnored } from './overflow-ignored.ts'
import { poolOverflowStays } from './overflow-stays.ts'
import { poolRecycleCuts } from './recycle-cuts.ts'
import { poolRecycleNever } from './recycle-never.ts'
import { poolReplicasUncounted } from './replicas-uncounted.ts'
import { poolServerAsShipped } from './server-as-shipped.ts'
import { poolSizeNotKept } from './size-not-kept.ts'
import { poolSizedForOneProcess } from './sized-for-one-process.ts'
import { poolStartupParameter } from './startup-parameter.ts'
import { poolStatementsByName } from './statements-by-name.ts'
import { poolStatusAsConfigured } from './status-as-configured.ts'
import { poolStatusConstant } from './status-constant.ts'
import { poolStatusNobodyWaits } from './status-nobody-waits.ts'
import { poolStatusOfOneWorker } from './status-of-one-worker.ts'
import { poolTimeoutBeginsAnew } from './timeout-begins-anew.ts'
import { poolTimeoutEndsWorker } from './timeout-ends-worker.ts'
import { poolTimeoutIsAnError } from './timeout-is-an-error.ts'
import { poolTimeoutTenfold } from './timeout-tenfold.ts'
import { poolTransactionLeftOpen } from './transaction-left-open.ts'
import { poolWithoutBound } from './without-bound.ts'
import { poolWithoutRetryAfter } from './without-retry-after.ts'
import { poolWithoutTimeout } from './without-timeout.ts'
import { poolWorkersUncounted } from './workers-uncounted.ts'

export const poolMutants: readonly Mutant[] = [
  poolLeakOnAbortWaiting,
  poolLeakOnAbortQuerying,
  poolLeakOnError,
  poolTransactionLeftOpen,
  poolCommitFailureLeaks,
  poolRecycleNever,
  poolRecycleCuts,
  poolDeadConnectionsKept,
  poolIdleErrorEndsProcess,
  poolNoReconnect,
  poolBacksOffTooLong,
  poolEndsProcessWithoutServer,
  poolStatusConstant,
  poolStatusNobodyWaits,
  poolStatusAsConfigured,
  poolStatusOfOneWorker,
  poolReplicasUncounted,
  poolWorkersUncounted,
  poolWithoutBound,
  poolHalfTheBound,
  poolOverflowIgnored,
  poolWithoutTimeout,
  poolTimeoutIsAnError,
  poolWithoutRetryAfter,
  poolTimeoutTenfold,
  poolTimeoutBeginsAnew,
  poolLastInFirstOut,
  poolOverflowStays,
  poolSizeNotKept,
  poolHealthAsksDatabase,
  poolTimeoutEndsWorker,
  poolLateWaiterLeaks,
  poolHandedOnLate,
  poolServerAsShipped,
  poolSizedForOneProcess,
  poolOneTooMany,
  poolOneTooFew,
  poolConnectionBeside,
  poolStatementsByName,
  poolStartupParameter,
]
