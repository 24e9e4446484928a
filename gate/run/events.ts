/** What a run tells whoever shows its progress. */
import type { ClaimVerdict } from '#gate/verdict/verdict.ts'

export interface Progress {
  /** Checks that will run. */
  total(count: number): void
  began(claim: string): void
  ended(claim: string, outcome: ClaimVerdict, seconds: number): void
  note(message: string): void
  /** No more progress: what is on the terminal is completed. */
  close(): void
}
