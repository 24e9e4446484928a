/** The input of a run of a load script. */

import type { RecordRef, Session } from '#gate/contract/contract.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { LoadProgress } from './load-result.ts'

/** Sessions and records, passed in a file that only this account can read. */
export interface LoadWorld {
  session: Session
  /** Empty if the target has no companies. */
  company: string
  records: readonly RecordRef[]
}

/** Overrides of a script's defaults. */
export interface LoadShape {
  /** Requests per second; for spike the row's rate, for knee that of the first step. */
  rate?: number
  /** Duration of the row or soak; for spike, of the time before it; for knee, of each step. */
  seconds?: number
  /** The spike, as a multiple of the rate. */
  factor?: number
  spikeSeconds?: number
  /** Knee: rates of the steps, in order. */
  steps?: readonly number[]
  /** The number of VUs is for this latency at the full rate. */
  worstLatencyMs?: number
}

/** What is sampled during the load. */
export interface Beside {
  /** The target's current processes. */
  pids(): number[]
  /** The superuser's URL of the target's database, bypassing a pooler. */
  postgresUrl: string
  /** The port to which the target connects: that of the URL, unless there is a pooler. */
  port?: number
}

export interface LoadRequest {
  /** The name of a script in `scriptsDir`: `medium`. */
  script: string
  /** Folder of the scripts; default: Preflight's own. */
  scriptsDir?: string
  target: {
    url: string
    /** Absolute path of the target's config, whose operations are sent. */
    configFile: string
    world: LoadWorld
  }
  shape?: LoadShape
  /** The part of a test that is split: `{ index: 0, of: 4 }`. */
  segment?: { index: number; of: number }
  labels: Pick<RunLabels, 'runId' | 'scratchDir'>
  /** Ends k6 early; the result then has a problem. */
  signal?: AbortSignal
  onProgress?: (progress: LoadProgress) => void
  beside?: Beside
  /** k6's own web page: where it is served on loopback, and the file that it leaves at the end. */
  dashboard?: Dashboard
}

export interface Dashboard {
  port: number
  file: string
}
