/** The mutants of the image and its composition; those of the stop are older than this list. */
import type { Mutant } from '../mutant.ts'
import { containerAsRoot } from './as-root.ts'
import { containerCacheForgets } from './cache-forgets.ts'
import { containerCodeWritable } from './code-writable.ts'
import { containerCompilerLeft } from './compiler-left.ts'
import { containerDatabaseForgets } from './database-forgets.ts'
import { containerDatabasePublished } from './database-published.ts'
import { containerEnvironmentFileCopied } from './environment-file-copied.ts'
import { containerGivesUp } from './gives-up.ts'
import { containerImageUnpinned } from './image-unpinned.ts'
import { containerKeyCopied } from './key-copied.ts'
import { containerKeyMisspelt } from './key-misspelt.ts'
import { containerMemoryUnlimited } from './memory-unlimited.ts'
import { containerNeverRestarted } from './never-restarted.ts'
import { containerOneReplica } from './one-replica.ts'
import { containerProbeOfCurl } from './probe-of-curl.ts'
import { containerProbeOfThePort } from './probe-of-the-port.ts'
import { containerProbeRarely } from './probe-rarely.ts'
import { containerProbeVacuous } from './probe-vacuous.ts'
import { containerSecretDeletedLater } from './secret-deleted-later.ts'
import { containerThreeWorkers } from './three-workers.ts'
import { containerVariableUnsettled } from './variable-unsettled.ts'
import { containerWithoutLimits } from './without-limits.ts'
import { containerWorkerNotReplaced } from './worker-not-replaced.ts'

export const containerMutants: readonly Mutant[] = [
  containerAsRoot,
  containerCodeWritable,
  containerProbeOfCurl,
  containerProbeRarely,
  containerProbeVacuous,
  containerProbeOfThePort,
  containerWorkerNotReplaced,
  containerThreeWorkers,
  containerSecretDeletedLater,
  containerEnvironmentFileCopied,
  containerKeyCopied,
  containerCompilerLeft,
  containerNeverRestarted,
  containerWithoutLimits,
  containerMemoryUnlimited,
  containerOneReplica,
  containerDatabaseForgets,
  containerCacheForgets,
  containerImageUnpinned,
  containerDatabasePublished,
  containerVariableUnsettled,
  containerKeyMisspelt,
  containerGivesUp,
]
