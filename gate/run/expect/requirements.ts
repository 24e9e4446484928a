/**
 * What the assertions of suites require, in words, each both ways: as it is and after `.not`. What
 * has no line here has no words: suites may not use it (test/assertions.test.ts).
 */
import { chai } from 'vitest'
import { differences, type Same } from './differences.ts'
import { render, renderAll } from './render.ts'

/** How the assertions compare. */
export interface Comparison {
  /** As `toEqual`: what is undefined is as good as absent. */
  equal: Same
  /** As `toMatchObject`: there may be more than is required. */
  includes: Same
}

/** One kind of assertion. Its arguments are those of the assertion. */
export interface Requirement {
  /** Whether what was observed is of a kind that can be judged. If not it fails, `.not` or not. */
  fits?: (observed: unknown) => boolean
  /** @throws TypeError if the arguments make no sense, which is an error of the check */
  holds: (observed: unknown, args: readonly unknown[], how: Comparison) => boolean
  /** What is required, with its operator and tolerance: `at most 5`. */
  required: (...args: unknown[]) => string
  /** The same after `.not`: `more than 5`. */
  negated: (...args: unknown[]) => string
  /** What was observed, if not just the value. */
  observed?: (observed: unknown, args: readonly unknown[], how: Comparison) => string
}

/** A requirement whose negation is a word before it. */
function plain(words: (...args: unknown[]) => string) {
  return { required: words, negated: (...args: unknown[]) => `not ${words(...args)}` }
}

/** A requirement for any value; its words need no argument. */
function fixed(required: string, negated: string, holds: (observed: unknown) => boolean) {
  return { holds, required: () => required, negated: () => negated } satisfies Requirement
}

type Comparable = number | bigint

function isComparable(value: unknown): value is Comparable {
  return typeof value === 'number' || typeof value === 'bigint'
}

/** A comparison of numbers, which is the negation of another. */
function comparing(
  required: string,
  negated: string,
  holds: (observed: Comparable, limit: Comparable) => boolean,
): Requirement {
  return {
    fits: isComparable,
    holds: (observed, [limit]) => {
      if (!isComparable(limit)) throw new TypeError(`${render(limit)} is no limit`)
      return isComparable(observed) && holds(observed, limit)
    },
    required: (limit) => `${required} ${render(limit)}`,
    negated: (limit) => `${negated} ${render(limit)}`,
  }
}

function toleranceOf(digits: unknown = 2): number {
  return 10 ** -Number(digits) / 2
}

/** The values that may be chosen from. */
function choices(values: unknown): unknown[] {
  const all = Array.isArray(values) || values instanceof Set ? [...values] : []
  if (all.length === 0) throw new TypeError('there is nothing to choose from')
  return all
}

function choiceWords(one: string, several: string) {
  return (values: unknown) => {
    const all = choices(values)
    return `${all.length === 1 ? one : several}${renderAll(all)}`
  }
}

function contains(observed: unknown, item: unknown): boolean {
  if (typeof observed === 'string') return observed.includes(String(item))
  return [...(observed as Iterable<unknown>)].includes(item)
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'string' || (typeof value === 'object' && Symbol.iterator in Object(value))
  )
}

function matches(observed: unknown, pattern: unknown): boolean {
  if (pattern instanceof RegExp) return String(observed).search(pattern) >= 0
  return String(observed).includes(String(pattern))
}

function patternWords(pattern: unknown): string {
  return `${pattern instanceof RegExp ? 'matching' : 'containing'} ${render(pattern)}`
}

function lengthOf(value: unknown): unknown {
  return value instanceof Set || value instanceof Map ? value.size : Object(value).length
}

function propertyOf(value: unknown, path: unknown): { exists: boolean; value?: unknown } {
  const name = Array.isArray(path) ? path.join('.') : String(path)
  if (Object.hasOwn(Object(value), name)) return { exists: true, value: Object(value)[name] }
  return chai.util.getPathInfo(Object(value), name)
}

function propertyWords(...[path, ...value]: unknown[]): string {
  const name = Array.isArray(path) ? path.join('.') : String(path)
  return `with the property ${name}${value.length > 0 ? ` equal to ${render(value[0])}` : ''}`
}

/** By the name of the assertion. */
export const requirements: Readonly<Record<string, Requirement>> = {
  toBe: {
    ...plain(render),
    holds: (observed, [value]) => Object.is(observed, value),
    observed: (observed, [value]) => differences(value, observed, Object.is) ?? render(observed),
  },
  toEqual: {
    ...plain((value) => `equal to ${render(value)}`),
    holds: (observed, [value], { equal }) => equal(observed, value),
    observed: (observed, [value], { equal }) =>
      differences(value, observed, equal) ?? render(observed),
  },
  toMatchObject: {
    ...plain((value) => `containing ${render(value)}`),
    holds: (observed, [value], { includes }) => includes(observed, value),
    observed: (observed, [value], { includes }) => {
      const same: Same = (part, seen) => part === undefined || includes(seen, part)
      return differences(value, observed, same) ?? render(observed)
    },
  },
  toBeGreaterThan: comparing('more than', 'at most', (a, b) => a > b),
  toBeGreaterThanOrEqual: comparing('at least', 'less than', (a, b) => a >= b),
  toBeLessThan: comparing('less than', 'at least', (a, b) => a < b),
  toBeLessThanOrEqual: comparing('at most', 'more than', (a, b) => a <= b),
  toBeCloseTo: {
    fits: (observed) => typeof observed === 'number',
    holds: (observed, [value, digits]) =>
      observed === value || Math.abs(Number(observed) - Number(value)) < toleranceOf(digits),
    required: (value, digits) => `less than ${toleranceOf(digits)} away from ${render(value)}`,
    negated: (value, digits) => `at least ${toleranceOf(digits)} away from ${render(value)}`,
  },
  toBeOneOf: {
    holds: (observed, [values], { equal }) => choices(values).some((each) => equal(observed, each)),
    required: choiceWords('', 'one of '),
    negated: choiceWords('not ', 'none of '),
  },
  toContain: {
    fits: isIterable,
    holds: (observed, [item]) => contains(observed, item),
    ...plain((item) => `containing ${render(item)}`),
  },
  toContainEqual: {
    fits: isIterable,
    holds: (observed, [item], { equal }) =>
      [...(observed as Iterable<unknown>)].some((each) => equal(each, item)),
    ...plain((item) => `containing ${render(item)}`),
  },
  toMatch: {
    fits: (observed) => typeof observed === 'string',
    holds: (observed, [pattern]) => matches(observed, pattern),
    ...plain(patternWords),
  },
  toHaveLength: {
    fits: (observed) => lengthOf(observed) !== undefined,
    holds: (observed, [length]) => lengthOf(observed) === length,
    ...plain((length) => `of length ${render(length)}`),
    observed: (observed) => {
      const length = lengthOf(observed)
      return length === undefined ? render(observed) : `length ${length}: ${render(observed)}`
    },
  },
  toHaveProperty: {
    fits: (observed) => observed !== null && observed !== undefined,
    holds: (observed, [path, ...wanted], { equal }) => {
      const { exists, value } = propertyOf(observed, path)
      return exists && (wanted.length === 0 || equal(value, wanted[0]))
    },
    required: propertyWords,
    negated: (...args) => propertyWords(...args).replace('with', 'without'),
  },
  toBeTypeOf: {
    holds: (observed, [type]) => typeof observed === type,
    ...plain((type) => `of type ${type}`),
  },
  toBeInstanceOf: {
    holds: (observed, [type]) => observed instanceof (type as new () => unknown),
    ...plain((type) => `of class ${(type as new () => unknown).name}`),
  },
  toBeDefined: fixed('a value', 'nothing', (observed) => observed !== undefined),
  toBeUndefined: fixed('nothing', 'a value', (observed) => observed === undefined),
  toBeNull: fixed('null', 'not null', (observed) => observed === null),
  toBeNullable: fixed('null or nothing', 'a value other than null', (seen) => seen == null),
  toBeNaN: fixed('NaN', 'not NaN', Number.isNaN),
  toBeTruthy: fixed('a value that counts as true', 'a value that counts as false', Boolean),
  toBeFalsy: fixed('a value that counts as false', 'a value that counts as true', (seen) => !seen),
}
