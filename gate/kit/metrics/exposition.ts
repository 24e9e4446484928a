/**
 * Parses Prometheus's text format, and rejects what a scraper would reject. Format 0.0.4, and what
 * of OpenMetrics 1.0 differs in lines:
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format The parsers on npm
 * take any line (`a_bad line here` is a sample of value "line" to them).
 */
import { ownValue } from '#gate/own-value.ts'

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped'

export interface Sample {
  /** With its suffix: `_total`, `_count`, `_bucket`. */
  name: string
  labels: Readonly<Record<string, string>>
  value: number
}

/** All samples of one metric. */
export interface Family {
  name: string
  type: MetricType
  samples: readonly Sample[]
}

export interface Exposition {
  families: readonly Family[]
  /** Problems, each with its line number. */
  problems: readonly string[]
}

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const label = '[a-zA-Z_][a-zA-Z0-9_]*\\s*=\\s*"(?:[^"\\\\\\n]|\\\\["\\\\n])*"'
const labels = `\\{\\s*(?:${label}(?:\\s*,\\s*${label})*\\s*,?)?\\s*\\}`
const number = '[+-]?(?:\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?|Inf|NaN)'
const exemplar = '(?:\\s+#\\s.*)?'
const sampleLine = new RegExp(
  `^(${name})\\s*(${labels})?\\s+(${number})(?:\\s+-?\\d+(?:\\.\\d+)?)?\\s*${exemplar}$`,
)
const typeLine = new RegExp(`^# TYPE (${name}) (\\w+)\\s*$`)
const labelParts = /([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"/g

const types: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  untyped: 'untyped',
  unknown: 'untyped',
  info: 'gauge',
  stateset: 'gauge',
}

/** The suffixes of samples, by type. */
const endings: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['', '_total', '_created'],
  gauge: ['', '_info'],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  summary: ['', '_sum', '_count', '_created'],
  untyped: [''],
}

function numberOf(text: string): number {
  return Number(text.replace(/Inf$/, 'Infinity'))
}

function labelsOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(labelParts)].map(([, key = '', value = '']) => [
    key,
    value.replace(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped)),
  ])
  return Object.fromEntries(pairs)
}

/** The identity of a series: its name and its labels in any order. */
export function seriesOf({ name, labels }: Sample): string {
  return `${name}${JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))}`
}

/** Buckets are cumulative and in order, and the last one, +Inf, equals the count. */
function bucketProblems(family: Family): string[] {
  const named = (ending: string) =>
    family.samples.filter((sample) => sample.name === `${family.name}${ending}`)
  const withoutBound = ({ labels: { le: _, ...others } }: Sample) =>
    seriesOf({ name: '', labels: others, value: 0 })
  const counts = new Map(named('_count').map((count) => [withoutBound(count), count.value]))
  const problems: string[] = []
  for (const [series, buckets] of Map.groupBy(named('_bucket'), withoutBound)) {
    const listed = buckets.map(({ labels: { le = '' }, value }) => ({ le: numberOf(le), value }))
    const bounds = listed.toSorted((one, other) => one.le - other.le)
    const isOrdered = listed.every((bucket, at) => bucket === bounds[at])
    if (!isOrdered) problems.push(`${family.name}: buckets are not in the order of their bounds`)
    const falls = bounds.some(({ value }, at) => value < (bounds[at - 1]?.value ?? 0))
    if (falls) problems.push(`${family.name}: buckets are not cumulative`)
    const last = bounds.at(-1)
    if (last?.le !== Number.POSITIVE_INFINITY) problems.push(`${family.name}: no +Inf bucket`)
    else if (last.value !== counts.get(series)) {
      problems.push(`${family.name}: the +Inf bucket differs from the count`)
    }
  }
  return problems
}

/** Parses a page line by line; see {@link Exposition}. */
export function readExposition(text: string): Exposition {
  const families = new Map<string, { name: string; type: MetricType; samples: Sample[] }>()
  const known = new Set<string>()
  const problems: string[] = []
  const familyOf = (sample: string) => {
    for (const family of families.values()) {
      if (endings[family.type].some((ending) => sample === `${family.name}${ending}`)) return family
    }
    const untyped = { name: sample, type: 'untyped' as const, samples: [] }
    families.set(sample, untyped)
    return untyped
  }
  if (text !== '' && !text.endsWith('\n')) problems.push('the last line has no line break')
  for (const [index, line] of text.split('\n').entries()) {
    const at = `line ${index + 1}`
    const type = typeLine.exec(line)
    if (type) {
      const [, of = '', word = ''] = type
      const knownType = ownValue(types, word)
      if (knownType === undefined) problems.push(`${at}: unknown type: ${word}`)
      else if (families.has(of))
        problems.push(`${at}: the type of ${of} is repeated, or after its samples`)
      else families.set(of, { name: of, type: knownType, samples: [] })
      continue
    }
    if (line.trim() === '' || line.startsWith('#')) continue
    const match = sampleLine.exec(line)
    if (!match) {
      problems.push(`${at}: not a sample: ${line.slice(0, 100)}`)
      continue
    }
    const [, called = '', inBraces = '', value = ''] = match
    const sample = { name: called, labels: labelsOf(inBraces), value: numberOf(value) }
    if (known.has(seriesOf(sample))) problems.push(`${at}: duplicate series: ${called}`)
    known.add(seriesOf(sample))
    familyOf(called).samples.push(sample)
  }
  const all = [...families.values()]
  for (const family of all) {
    if (family.type === 'histogram') problems.push(...bucketProblems(family))
  }
  return { families: all, problems }
}
