/** Reads figures out of metrics, and out of what commands print. */
import type { Source } from '../types.ts'
import { compileSource } from './source.ts'

/** Names of metrics or sources, by figure: several are added up. */
export type FiguresData = Readonly<Record<string, unknown>>

const sample = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?[ \t]+(\S+)/
const label = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g
const selector = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?$/

/** Whether a text is the name of a metric, perhaps with labels: `reads_total{kind="a"}`. */
export function isSelector(text: string): boolean {
  return selector.test(text)
}

function labelsOf(text = ''): string[] {
  return [...text.matchAll(label)].map(([whole]) => whole)
}

/** The sum of all samples of a metric that have the labels; undefined without samples. */
function compileMetric(text: string): (metrics: string) => number | undefined {
  const [, name, wanted] = selector.exec(text) ?? []
  const labels = labelsOf(wanted)
  return (metrics) => {
    const values = metrics.split('\n').flatMap((line) => {
      const [, found, has, value] = sample.exec(line) ?? []
      const known = labelsOf(has)
      return found === name && labels.every((each) => known.includes(each)) ? [Number(value)] : []
    })
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0)
  }
}

type Figures = Record<string, number>

/** @param missing the value of what is not there */
function compileEach<T>(
  data: FiguresData,
  compile: (one: unknown) => (from: T) => number | undefined,
  missing: number,
): (from: T) => Figures {
  const figures = Object.entries(data).map(
    ([name, what]) => [name, [what].flat().map(compile)] as const,
  )
  return (from) =>
    Object.fromEntries(
      figures.map(([name, reads]) => [
        name,
        reads.reduce((sum, read) => sum + (read(from) ?? missing), 0),
      ]),
    )
}

/** Figures out of a body in the format of Prometheus. @param missing a metric without samples */
export function compileMetrics(data: FiguresData, missing: number): (text: string) => Figures {
  return compileEach(data, (name) => compileMetric(String(name)), missing)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Figures out of what a command prints: JSON, or text for regular expressions. */
export function compileOutput(data: FiguresData): (stdout: string) => Figures {
  const read = compileEach<{ text: string; json: unknown }>(
    data,
    (source) => {
      const find = compileSource(source as Source)
      return (printed) => {
        const [first] = find({ status: 0, headers: {}, ...printed })
        return first === undefined ? undefined : Number(first)
      }
    },
    Number.NaN,
  )
  return (stdout) => read({ text: stdout, json: parsed(stdout) })
}
