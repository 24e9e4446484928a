/** What a finder of contradictions is given, and what it gives. */
import type { ClaimId } from '#guide/index.ts'
import type { Guide } from '../document/guide.ts'
import type { Workbench } from '../tools/workbench.ts'

/** A place where a guide contradicts itself, or what its own tools say. */
export interface Finding {
  /** The kind, which stays the same: `edge.upgrade-on-every-request`. */
  id: string
  /** In the guide, from 1. */
  line: number
  /** Other lines that it follows from. */
  related: readonly number[]
  /** What is wrong, a sentence. */
  problem: string
  /** What was run or computed. */
  ran: string
  /** What that printed, or came to. */
  printed: string
  /** What to change, a sentence. */
  fix: string
  /** The claims that a backend deployed so does not meet. */
  claims: readonly ClaimId[]
}

/** Looks for contradictions of a kind. What it does not understand it leaves alone. */
export type Finder = (guide: Guide, bench: Workbench) => Promise<Finding[]> | Finding[]
