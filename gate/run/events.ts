/** The events by which a run reports its progress. */
import type { ClaimVerdict } from '#gate/verdict/verdict.ts'

export interface Progress {
  /** The claim of each check that will run. */
  planned(claims: readonly string[]): void
  began(claim: string): void
  ended(claim: string, outcome: ClaimVerdict, seconds: number): void
  note(message: string): void
  /** Ends the output of progress. */
  close(): void
}
