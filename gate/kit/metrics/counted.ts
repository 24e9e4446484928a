/** The increase of a backend's counters between two scrapes. Pure. */
import { type Exposition, type Family, type Sample, seriesOf } from './exposition.ts'

/** The increase of a metric between two scrapes. */
export interface Counted {
  /** The metric. */
  name: string
  total: number
  /** By the status label, if it has one: `200` or `2xx`. */
  byStatus: Readonly<Record<string, number>>
}

const statusLabel = /^(?:status|code|status_?code|http_?(?:response_)?status(?:_?code)?)$/i

/** The samples that are counts: counters, and the counts of histograms and summaries. */
function countsOf({ name, type, samples }: Family): readonly Sample[] {
  if (type === 'histogram' || type === 'summary') {
    return samples.filter((sample) => sample.name === `${name}_count`)
  }
  if (type === 'counter') return samples.filter((sample) => !sample.name.endsWith('_created'))
  // Without a type, decide by the name.
  return samples.filter((sample) => sample.name.endsWith('_total'))
}

/** The metrics with a matching name, and their increase. */
export function countedBetween(
  before: Exposition,
  after: Exposition,
  isAbout: (name: string) => boolean,
): Counted[] {
  const earlier = new Map(
    before.families.flatMap(countsOf).map((sample) => [seriesOf(sample), sample.value]),
  )
  return after.families
    .filter((family) => isAbout(family.name) && countsOf(family).length > 0)
    .map((family) => {
      const byStatus: Record<string, number> = {}
      let total = 0
      for (const sample of countsOf(family)) {
        const more = sample.value - (earlier.get(seriesOf(sample)) ?? 0)
        total += more
        const label = Object.keys(sample.labels).find((key) => statusLabel.test(key))
        const status = label && sample.labels[label]
        if (status) byStatus[status] = (byStatus[status] ?? 0) + more
      }
      return { name: family.name, total, byStatus }
    })
}

/** What was sent between the scrapes: the number of requests by status. */
export type Sent = ReadonlyMap<number, number>

/**
 * Whether a metric counted exactly what was sent. Statuses are compared if it has them, exactly or
 * by class.
 * @param others the number of our scrapes, which it may count too
 */
export function agrees({ total, byStatus }: Counted, sent: Sent, others: number): boolean {
  const all = [...sent.values()].reduce((sum, count) => sum + count, 0)
  if (total !== all + others) return false
  const labels = Object.keys(byStatus)
  const labelOf = (status: number) => {
    const hundreds = new RegExp(`^${Math.floor(status / 100)}xx$`, 'i')
    return labels.find((label) => label === String(status) || hundreds.test(label))
  }
  if (labels.length === 0) return true
  const expected = new Map<string, number>()
  for (const [status, count] of sent) {
    const label = labelOf(status)
    if (label === undefined) return false
    // Scrapes are answered with 200.
    const ours = status === 200 ? others : 0
    expected.set(label, (expected.get(label) ?? 0) + count + ours)
  }
  return [...expected].every(([label, count]) => byStatus[label] === count)
}
