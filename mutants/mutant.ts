/** A mutant: the reference deployment with one planted defect, and the claims that must notice. */
import type { ClaimId, Section } from '#guide/index.ts'

/** One replacement in a file of the deployment. It has to apply exactly once. */
export interface Edit {
  /** Relative to the project; below `reference-app/` or `load/`, or `preflight.config.ts`. */
  file: string
  find: string
  replace: string
}

export interface Mutant {
  id: string
  /** What is wrong with it, one sentence; of a harmless variant, what is different. */
  defect: string
  /** The claims that must fail: exactly these. Empty where it is harmless, or an instrument's. */
  kills: readonly ClaimId[]
  /** Claims beyond the ordinary scope that fail as well: demanded wherever they are tried. */
  alsoKills?: readonly ClaimId[]
  /**
   * Claims that this defect keeps from being measured at all. Where it kills none the defect is
   * one of an instrument, such as a load script: then none of these may pass.
   */
  blinds?: readonly ClaimId[]
  /** Sections that a harmless variant is tried on, where not on those that are tried on all. */
  triedOn?: readonly Section[]
  /** Words of which each has to stand in a failure: one mutant with many defects of a kind. */
  naming?: readonly string[]
  edits?: readonly Edit[]
  /** Whole files, by path relative to the project: replaced, or new. */
  files?: Readonly<Record<string, string>>
  /** Variables that the deployment sets differently in every mode; `null` leaves one out. */
  environment?: Readonly<Record<string, string | null>>
}

/** A mutant without a defect: what correct backends do differently. Nothing may fail. */
export function isHarmless(mutant: Mutant): boolean {
  return mutant.kills.length === 0 && !isInstrumental(mutant)
}

/** A mutant of what measures, not of what is measured: nothing fails, and nothing may pass. */
export function isInstrumental({ kills, blinds = [] }: Mutant): boolean {
  return kills.length === 0 && blinds.length > 0
}
