/** What the gate's main process tells its vitest workers. Serialisable. */
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { EngineName } from '#gate/stack/types.ts'
import type { AttachedUrl } from '#gate/system/load-target.ts'

export interface WorkerContext {
  labels: RunLabels
  /** Absolute folder of the evidence files. */
  evidenceDir: string
  /** Absolute folder of the run, searched for leaked secrets. */
  runDir: string
  /** What starts the backing services. */
  engine: EngineName
  /** Unix socket of the broker of backing services. */
  brokerSocket: string
  /** Absolute path of the target's config file. */
  targetFile: string
  /** Where an attached target is reached, if its address was checked. */
  attachedTo?: AttachedUrl
  /** A secret without use that is put into every evidence file, to prove that redaction works. */
  canary: string
  /** Fewer samples, shorter load: `--quick`. */
  quick: boolean
  /** Where the random choices of checks come from: see gate/run/seed.ts. */
  seed: number
  /** `few`: one value of each family, for mutants, which take a whole run each. */
  samples: Samples
}

export type Samples = 'all' | 'few'

declare module 'vitest' {
  interface ProvidedContext {
    preflight: WorkerContext
  }
}
