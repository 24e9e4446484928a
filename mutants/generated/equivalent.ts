/**
 * Generated mutants that no check can tell from the reference deployment, because they behave as
 * it does, or differ only in what no claim of the guide speaks of. Each has a reason that a reader
 * can follow; a survivor that a claim speaks of is no equivalent but a gap of its check. `from` is
 * how the changed lines begin, for the reader: the id is the key, and a test refuses an id that no
 * operator makes any more.
 */
export interface Equivalent {
  id: string
  file: string
  from: string
  reason: string
}
