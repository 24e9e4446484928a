/**
 * Durations and rates that checks observed, and whether they moved between two runs by more than
 * their own noise. What counts as a figure is told by its name, whose end is its unit. Pure.
 */
import * as z from 'zod'

/** The values of one figure in one run. */
export interface Figure {
  claim: string
  /** Kind of the observation and path in it: `request.tookMs`. */
  name: string
  /** Whether more of it is worse: durations; less of a rate is. */
  lessIsBetter: boolean
  values: number[]
}

export interface MovedFigure {
  claim: string
  name: string
  /** Medians. */
  before: number
  after: number
  isWorse: boolean
}

/** Times of day and deadlines end in Ms as well: only these are durations. */
const measures = 'took|latency|slowest|longest|max|maxWait\\w*|median|mean\\w*|p\\d+|\\w+P\\d+'
const duration = new RegExp(`^(ms|seconds|(${measures})(Ms|Seconds))$`)
const rate = /PerSecond$/

const observationSchema = z.object({ kind: z.string(), data: z.unknown() })

/** How deep a value may lie in an observation. */
const maxDepth = 3

/** The figures in the observations of a claim. @param lines of its evidence */
export function figuresIn(claim: string, lines: readonly string[]): Figure[] {
  const figures = new Map<string, Figure>()
  const add = (name: string, lessIsBetter: boolean, value: number) => {
    const figure = figures.get(name) ?? { claim, name, lessIsBetter, values: [] }
    figure.values.push(value)
    figures.set(name, figure)
  }
  for (const line of lines) {
    const read = observationSchema.safeParse(parsed(line))
    if (!read.success) continue
    for (const [path, value] of numbersIn(read.data.data, 0)) {
      const field = path.at(-1) ?? ''
      const name = [read.data.kind, ...path].join('.')
      if (duration.test(field)) add(name, true, value)
      else if (rate.test(field)) add(name, false, value)
    }
  }
  return [...figures.values()]
}

function* numbersIn(value: unknown, depth: number): Generator<[string[], number]> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'number' && Number.isFinite(inner)) yield [[key], inner]
    else if (depth < maxDepth) {
      for (const [path, number] of numbersIn(inner, depth + 1)) yield [[key, ...path], number]
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** With fewer values on a side, a run says nothing of their noise. */
const minValues = 8
/** With so many earlier runs, their medians are the noise. */
const minRuns = 3
/** The share of pairs of values that must agree on the direction, less those that do not. */
const minAgreement = 0.8
/** Smaller changes are not worth a word, however sure they are. */
const minRatio = 1.5
/** Nor is a change of less than this, in milliseconds or per second. */
const minChange = 5

/**
 * The figures that moved beyond their noise.
 * @param earlier the same figures in comparable runs before, by run, the one compared with included
 */
export function movedFigures(
  before: readonly Figure[],
  after: readonly Figure[],
  earlier: readonly (readonly Figure[])[],
): MovedFigure[] {
  const old = byName(before)
  const past = earlier.map(byName)
  return after.flatMap((now) => {
    const then = old.get(keyOf(now))
    if (then === undefined) return []
    const [from, to] = [median(then.values), median(now.values)]
    const medians = past.flatMap((figures) => {
      const known = figures.get(keyOf(now))
      return known === undefined ? [] : median(known.values)
    })
    if (!isNotable(from, to)) return []
    const moved = medians.length >= minRuns ? isOutside(to, medians) : isShifted(then, now)
    if (!moved) return []
    const { claim, lessIsBetter, name } = now
    return { claim, name, before: from, after: to, isWorse: lessIsBetter === to > from }
  })
}

const keyOf = ({ claim, name }: Figure) => `${claim} ${name}`
const byName = (figures: readonly Figure[]) => new Map(figures.map((one) => [keyOf(one), one]))

function isNotable(from: number, to: number): boolean {
  const [less, more] = from < to ? [from, to] : [to, from]
  return more - less >= minChange && more >= less * minRatio
}

/** Whether a value is further from those of earlier runs than they are from each other. */
function isOutside(value: number, earlier: readonly number[]): boolean {
  const [least, most] = [Math.min(...earlier), Math.max(...earlier)]
  const width = most - least
  return value < least - width || value > most + width
}

/** Whether nearly all values of one run are on one side of the other's (Cliff's delta). */
function isShifted({ values: before }: Figure, { values: after }: Figure): boolean {
  if (before.length < minValues || after.length < minValues) return false
  const sorted = before.toSorted((a, b) => a - b)
  let balance = 0
  for (const value of after) {
    const below = countWhile(sorted, (each) => each < value)
    const notAbove = countWhile(sorted, (each) => each <= value)
    balance += below - (sorted.length - notAbove)
  }
  return Math.abs(balance) / (before.length * after.length) >= minAgreement
}

/** How many values at the beginning of a sorted list pass a test that holds for a beginning. */
function countWhile(sorted: readonly number[], test: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (test(sorted[middle] ?? 0)) low = middle + 1
    else high = middle
  }
  return low
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
