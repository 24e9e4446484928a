/** Along what real backends vary, for each claim: a check that tries one point sees one backend. */
import type { Section } from '../claim.ts'

/** One way in which backends that are equally right, or equally wrong, differ. */
export interface Axis {
  /** The points that the check tries or accepts, in words: `upper case`, `a write`. */
  readonly tried: readonly string[]
  /** What is known to exist and is not tried, and why. */
  readonly untried?: string
}

/** By the name of the axis: `spelling of the value`, `worker`, `kind of request`. */
export type Axes = Readonly<Record<string, Axis>>

/** The axes of one section's claims, by the claim's id. */
export function defineAxes<S extends Section, Id extends `${S}.${string}`>(
  _section: S,
  axes: Readonly<Record<Id, Axes>>,
): Readonly<Record<Id, Axes>> {
  return axes
}
