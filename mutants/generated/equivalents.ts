/** The generated mutants that are equivalent, of all seeds that were gone through. */
import type { Equivalent } from './equivalent.ts'
import { ofFiles } from './equivalents-of-files.ts'
import { ofSource } from './equivalents-of-source.ts'

export const equivalents: readonly Equivalent[] = [...ofSource, ...ofFiles]

/** Of the mutants that were chosen, the share that may be told to be equivalent. */
export const mostEquivalent = 0.25
