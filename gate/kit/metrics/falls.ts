/** Counters that fall between two scrapes. Pure. */
import { type Exposition, type Family, type Sample, seriesOf } from './exposition.ts'

/** Metrics of a process as such: a new process begins them anew. */
const processPrefix = /^(?:process|nodejs|python|go|jvm|ruby|php|dotnet|beam|erlang|gc)_/
/** Labels that name a process: a scraper takes each of these series for itself. */
const processLabel = /^(?:pid|process|process_?id|worker|worker_?(?:id|pid|num|index)|instance)$/i
/** Sums of fractions in another order differ by less than this share. */
const rounding = 1e-9

/** The counters of a page, by series. */
export interface Counters {
  /** Those that must not fall. */
  all: ReadonlyMap<string, number>
  /** Series that belong to one process, by their name or a label: its end may end them. */
  ofProcesses: number
}

function countsUp({ type, name }: Family, sample: Sample): boolean {
  if (sample.name.endsWith('_created')) return false
  if (type === 'counter' || type === 'histogram') return true
  if (type === 'summary') return sample.name !== name // Its quantiles rise and fall.
  return type === 'untyped' && sample.name.endsWith('_total')
}

/** Reads the counters of a page. */
export function countersOf({ families }: Pick<Exposition, 'families'>): Counters {
  const samples = families.flatMap((family) =>
    family.samples.filter((sample) => countsUp(family, sample)),
  )
  const isOfProcess = ({ name, labels }: Sample) =>
    processPrefix.test(name) || Object.keys(labels).some((label) => processLabel.test(label))
  const others = samples.filter((sample) => !isOfProcess(sample))
  return {
    all: new Map(others.map((sample) => [seriesOf(sample), sample.value])),
    ofProcesses: samples.length - others.length,
  }
}

/** The highest value that each counter has had: what was counted stays counted. */
export class HighWater {
  readonly #marks = new Map<string, number>()

  /** Counters above 0 so far. */
  get size(): number {
    return [...this.#marks.values()].filter((value) => value > 0).length
  }

  /** Notes a page; returns what is lower on it than it was. A series that is gone counts as 0. */
  note({ all }: Counters): string[] {
    const falls: string[] = []
    for (const [series, mark] of this.#marks) {
      const value = all.get(series) ?? 0
      if (value < mark * (1 - rounding)) falls.push(`${series}: ${mark}, then ${value}`)
    }
    for (const [series, value] of all) {
      this.#marks.set(series, Math.max(value, this.#marks.get(series) ?? 0))
    }
    return falls
  }
}
