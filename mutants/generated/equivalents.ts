/**
 * Generated mutants that no check can tell from the reference deployment, because they behave as
 * it does. Each has a reason that a reader can follow; a survivor that behaves differently is no
 * equivalent but a gap of a check. `from` is the changed line, for the reader: the id is the key,
 * and a test refuses an id that no operator makes any more.
 */
export interface Equivalent {
  id: string
  file: string
  from: string
  reason: string
}

export const equivalents: readonly Equivalent[] = []

/** Of the mutants that were chosen, the share that may be told to be equivalent. */
export const mostEquivalent = 0.25
