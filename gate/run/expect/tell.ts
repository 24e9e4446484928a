/**
 * Makes vitest's assertions tell what was required and what was observed, in words and the right
 * way round. Its own messages swap the two (`toContain`), drop the operator (`toBeLessThan`), and
 * leave out the inside of objects. Nothing changes for who writes a check: `expect` stays `expect`.
 */
import { createHash } from 'node:crypto'
import { chai, expect, type MatcherState } from 'vitest'
import '../check-meta.ts'
import { isGivenUp } from '../given-up.ts'
import { render } from './render.ts'
import { type Comparison, type Requirement, requirements } from './requirements.ts'

/** What a failed assertion says; the reporter finds it at the error. */
export interface Told {
  /** What was looked at: the label of the `expect`. */
  label: string
  required: string
  observed: string
  /** Finds the number of such assertions in {@link CheckMeta.asserted}. */
  key: string
}

const unnamed = 'a value without a name'

function comparisonOf({ equals, customTesters, utils }: MatcherState): Comparison {
  const asEqual = [...customTesters, utils.iterableEquality]
  const asSubset = [...asEqual, utils.subsetEquality]
  return {
    equal: (a, b) => equals(a, b, asEqual),
    includes: (whole, part) => equals(whole, part, asSubset),
  }
}

/** Counts an assertion, held or not: a report then says how many of them failed. */
function count({ task }: MatcherState, label: string, required: string): string {
  const key = createHash('sha256').update(`${label}\n${required}`).digest('hex').slice(0, 16)
  const asserted = task?.meta.preflight?.asserted
  if (asserted) asserted[key] = (asserted[key] ?? 0) + 1
  return key
}

/** The assertion of a requirement, for vitest. */
function assertion({ fits, holds, negated, observed, required }: Requirement) {
  return function judge(this: MatcherState, received: unknown, ...args: unknown[]) {
    const how = comparisonOf(this)
    const isNot = Boolean(this.isNot) // Vitest leaves it out, whatever its type says.
    // It would be held against the check that runs by now.
    if (isGivenUp()) return { pass: !isNot, message: () => '' }
    const label: string = chai.util.flag(this.assertion, 'message') ?? unnamed
    const words = isNot ? negated(...args) : required(...args)
    const key = count(this, label, words)
    const isOfKind = fits?.(received) ?? true
    // What cannot be judged fails both ways.
    const pass = isOfKind ? holds(received, args, how) : isNot
    if (pass !== isNot) return { pass, message: () => '' }
    const seen = isOfKind ? observed?.(received, args, how) : undefined
    const told: Told = { label, required: words, observed: seen ?? render(received), key }
    return { pass, message: () => `required ${words}, observed ${told.observed}`, meta: told }
  }
}

/** Adds assertions to those of vitest, or puts them in their place. */
export function tell(kinds: Readonly<Record<string, Requirement>>): void {
  const assertions = Object.entries(kinds).map(([name, kind]) => [name, assertion(kind)] as const)
  expect.extend(Object.fromEntries(assertions))
}

tell(requirements)
