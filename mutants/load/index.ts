/** The mutants of the section load. */
import type { Mutant } from '../mutant.ts'
import { loadConnectionLeak } from './connection-leak.ts'
import { loadDescriptorLeak } from './descriptor-leak.ts'
import { loadErrorsRare } from './errors-rare.ts'
import { loadKneeAtOnce } from './knee-at-once.ts'
import { loadMemoryLeak } from './memory-leak.ts'
import { loadPoolTimesOut } from './pool-times-out.ts'
import { loadPoolUnbounded } from './pool-unbounded.ts'
import { loadScriptHalfRate } from './script-half-rate.ts'
import { loadScriptTagMistyped } from './script-tag-mistyped.ts'
import { loadScriptThrows } from './script-throws.ts'
import { loadScriptThrowsUncaught } from './script-throws-uncaught.ts'
import { loadShedsEarly } from './sheds-early.ts'
import { loadSleepy } from './sleepy.ts'
import { loadSpikeCrash } from './spike-crash.ts'
import { loadSpikeNoRecovery } from './spike-no-recovery.ts'
import { loadStalls } from './stalls.ts'

export const loadMutants: readonly Mutant[] = [
  loadConnectionLeak,
  loadDescriptorLeak,
  loadErrorsRare,
  loadKneeAtOnce,
  loadMemoryLeak,
  loadPoolTimesOut,
  loadPoolUnbounded,
  loadScriptHalfRate,
  loadScriptTagMistyped,
  loadScriptThrows,
  loadScriptThrowsUncaught,
  loadShedsEarly,
  loadSleepy,
  loadSpikeCrash,
  loadSpikeNoRecovery,
  loadStalls,
]
