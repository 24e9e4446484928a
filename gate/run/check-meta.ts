/** The part of a vitest task that carries a check's counts from the worker to the reporter. */

import type { Meanwhile } from '#gate/system/meanwhile.ts'
import type { Attachment, Trouble } from '#gate/verdict/record.ts'

/** What a check passes to the reporter, besides vitest's own result. */
export interface CheckMeta {
  observations: Record<string, number>
  floors: Record<string, number>
  /** The worker that ran it, from 1. */
  lane: number
  /** File of the observations, in the evidence folder. */
  evidenceFile: string
  /** Names in that folder too. */
  attachments: Attachment[]
  /** How many assertions were made of each kind and label, by {@link Told.key}. */
  asserted: Record<string, number>
  /**
   * Errors of the check when a rate limit first answered one of its requests; absent if none did,
   * or if the check judges limits.
   */
  errorsBeforeLimit?: number
  /** What the target did beside what was asked of it. */
  meanwhile?: Meanwhile
  /** What failed that is the gate's own: then nothing else of the check counts. */
  ownFailure?: Trouble
  /** So that the reporter can redact assertion messages; never written down. */
  secrets: [name: string, value: string][]
}

declare module 'vitest' {
  interface TaskMeta {
    preflight?: CheckMeta
  }
}
