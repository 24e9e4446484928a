/** What a run of a load script needs. */

import type { RecordRef, Session } from '#gate/contract/contract.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { LoadProgress } from './load-result.ts'

/** Who asks, and about what: handed over in a file that only this account can read. */
export interface LoadWorld {
  session: Session
  /** Empty if the target has no companies. */
  company: string
  records: readonly RecordRef[]
}

/** Values by which a script is shortened or made harsher; the script has a default for each. */
export interface LoadShape {
  /** Requests a second; for spike the row's rate, for knee the first step's. */
  rate?: number
  /** Of the row, or of the soak; for spike of the time before it; for knee of each step. */
  seconds?: number
  /** Of the spike itself, times the rate. */
  factor?: number
  spikeSeconds?: number
  /** Knee: rates of the steps, in order. */
  steps?: readonly number[]
  /** VUs are made for this latency at the full rate. */
  worstLatencyMs?: number
}

/** What is watched beside the load. */
export interface Beside {
  /** The target's processes, now. */
  pids(): number[]
  /** Superuser's URL of the target's database, past any pooler. */
  postgresUrl: string
  /** The port that the target connects to: that of the URL, unless a pooler stands between. */
  port?: number
}

export interface LoadRequest {
  /** A script of `load/`, by its name: `medium`; any other that `scriptsDir` holds. */
  script: string
  /** Folder of the scripts; default: Preflight's own. */
  scriptsDir?: string
  target: {
    url: string
    /** Absolute path of the target's config: its operations are what is sent. */
    configFile: string
    world: LoadWorld
  }
  shape?: LoadShape
  /** This part of a test that several processes share: `{ index: 0, of: 4 }`. */
  segment?: { index: number; of: number }
  labels: Pick<RunLabels, 'runId' | 'scratchDir'>
  /** Ends k6 early; the result then has a problem. */
  signal?: AbortSignal
  onProgress?: (progress: LoadProgress) => void
  beside?: Beside
}
