/** The checker agrees with one that tries every order of effects, on histories of up to 8 steps. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { History, type Operation, type Outcome } from './history.ts'
import { stalenessOf } from './staleness.ts'
import { oracle } from './testing/staleness-oracle.ts'

const histories = 100_000
const longest = 8
/** More than both ends of every operation: no two times are equal. */
const grain = 2 * longest

interface Step {
  isWrite: boolean
  key: 'a' | 'b'
  start: number
  length: number
  outcome: Outcome
  seen: number
  byValue: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  isWrite: fc.boolean(),
  key: fc.constantFrom('a', 'a', 'a', 'b'),
  start: fc.integer({ min: 0, max: 30 }),
  length: fc.integer({ min: 0, max: 7 }),
  outcome: fc.constantFrom('ok', 'ok', 'ok', 'unknown', 'failed'),
  seen: fc.integer({ min: 0, max: 3 }),
  byValue: fc.boolean(),
})

const roles = ['reader', 'writer', 'owner']

function operationsOf(steps: readonly Step[]): Operation[] {
  const versions = new Map<string, number>()
  const timed = steps
    .map((each, index) => ({ ...each, startMs: each.start * grain + index }))
    .sort((a, b) => a.startMs - b.startMs)
  return timed.map(({ isWrite, key, length, outcome, seen, byValue, startMs }) => {
    const common = {
      process: 'one',
      key,
      outcome,
      startMs,
      endMs: startMs + length * grain + longest,
    }
    const value = roles[seen % roles.length]
    if (!isWrite) return { ...common, kind: 'read', ...(byValue ? { value } : { version: seen }) }
    const version = (versions.get(key) ?? 0) + 1
    versions.set(key, version)
    return { ...common, kind: 'write', version, value }
  })
}

test(`${histories} histories, no disagreement`, { timeout: 60_000 }, () => {
  const seen = { stale: 0, perhapsStale: 0, impossible: 0 }
  fc.assert(
    fc.property(fc.array(step, { maxLength: longest, size: 'max' }), (steps) => {
      const history = new History()
      for (const operation of operationsOf(steps)) history.add(operation)
      const told = stalenessOf(history)
      const truth = oracle(history)
      for (const [read, { isImpossible, lowerMs, upperMs }] of truth) {
        const isSame =
          told.impossible.includes(read) === isImpossible &&
          told.lowerMs[read] === lowerMs &&
          told.upperMs[read] === upperMs
        if (!isSame) return false
      }
      const worst = Math.max(0, ...[...truth.values()].map(({ lowerMs }) => lowerMs))
      seen.stale += told.stale
      seen.perhapsStale += told.perhapsStale
      seen.impossible += told.impossible.length
      return (told.worst?.lowerMs ?? 0) === worst && told.reads === truth.size
    }),
    { numRuns: histories },
  )
  // Agreement over histories in which nothing happens would mean little.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(histories / 20)
})
