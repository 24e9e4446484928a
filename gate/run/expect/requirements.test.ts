/** Goal: an assertion holds exactly when vitest's own does; only what it says is different. */
import { chai, expect, type MatcherState, test } from 'vitest'
import { render } from './render.ts'
import { type Comparison, requirements } from './requirements.ts'

let state: MatcherState | undefined
expect.extend({
  remembersState() {
    state = this
    return { pass: true, message: () => '' }
  },
})

function comparison(): Comparison {
  const value = expect(1) as unknown as { remembersState: () => void }
  value.remembersState()
  if (!state) throw new Error('vitest gave no state')
  const { equals, utils } = state
  const testers = [utils.iterableEquality]
  return {
    equal: (a, b) => equals(a, b, testers),
    includes: (a, b) => equals(a, b, [...testers, utils.subsetEquality]),
  }
}

/** What vitest's own assertion says; undefined if it refuses to judge. */
function own(name: string, value: unknown, args: readonly unknown[]): boolean | undefined {
  try {
    const judge = (expect(value) as unknown as Record<string, (...args: unknown[]) => void>)[name]
    judge?.apply(expect(value), [...args])
    return true
  } catch (error) {
    const isVerdict = error instanceof chai.AssertionError || String(error).includes('toBeOneOf')
    return isVerdict ? false : undefined
  }
}

class Thing {}
const values: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  1.004,
  200,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  12n,
  '',
  'a',
  'abc',
  [],
  [1],
  [200, 'a'],
  [undefined],
  {},
  { a: 1 },
  { a: 1, b: undefined },
  { a: { b: [1] } },
  new Set([1]),
  new Set(['a', 200]),
  new Map([['a', 1]]),
  new Date(0),
  new Thing(),
  expect.any(Number),
  expect.objectContaining({ a: 1 }),
]

const lists = values.filter((value) => Array.isArray(value) && value.length > 0)
/** The arguments that an assertion is tried with. */
const given: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  toBe: values.map((value) => [value]),
  toEqual: values.map((value) => [value]),
  toMatchObject: values.filter((each) => typeof each === 'object').map((value) => [value]),
  toBeGreaterThan: [[0], [1], [12n]],
  toBeGreaterThanOrEqual: [[0], [1], [12n]],
  toBeLessThan: [[0], [1], [12n]],
  toBeLessThanOrEqual: [[0], [1], [12n]],
  toBeCloseTo: [[1], [1, 3], [0], [Number.POSITIVE_INFINITY]],
  toBeOneOf: lists.map((value) => [value]),
  toContain: [[1], [200], [undefined]],
  toContainEqual: [[1], ['a'], [undefined]],
  toMatch: [['a'], [/^a/], [/^$/]],
  toHaveLength: [[0], [1], [3]],
  toHaveProperty: [['a'], ['a', 1], ['a.b'], [['a', 'b'], [1]], ['length']],
  toBeTypeOf: [['string'], ['number'], ['undefined'], ['object']],
  toBeInstanceOf: [[Thing], [Date], [Object]],
}

test.for(Object.keys(requirements))('%s', (name) => {
  const how = comparison()
  const kind = requirements[name]
  // Vitest takes true for 1 there, and null for 0.
  const tried = name === 'toBeCloseTo' ? values.filter((each) => typeof each === 'number') : values
  for (const args of given[name] ?? [[]]) {
    for (const value of tried) {
      const judged = kind?.fits?.(value) === false ? undefined : kind?.holds(value, args, how)
      const right = own(name, value, args)
      const what = `${name} ${render(args)} of ${render(value)}`
      // Where vitest refuses to judge, ours may say no; where ours refuses, vitest says no as well.
      if (judged === undefined) expect(right, what).not.toBe(true)
      else if (right !== undefined) expect(judged, what).toBe(right)
    }
  }
})

test('an argument without sense is an error of the check, not a verdict', () => {
  const { toBeLessThan, toBeOneOf } = requirements
  expect(() => toBeLessThan?.holds(1, [undefined], comparison())).toThrow('nothing is no limit')
  expect(() => toBeOneOf?.holds(1, [[]], comparison())).toThrow('nothing to choose from')
})
