/**
 * The t-visibility of probabilistically bounded staleness (Bailis et al., PVLDB 5(8), 2012): the
 * probability that a read is fresh that starts t ms after the newest write was acknowledged.
 */
import { firstFrom, type Registers } from './registers.ts'

/** The reads with an age in an interval. */
export interface Age {
  /** Inclusive. */
  fromMs: number
  /** Exclusive; infinite for the last. */
  toMs: number
  reads: number
  fresh: number
}

/** 0, 1, 2, 5, 10, … ms up to 1000 s: from loopback latencies to TTLs. */
const edgesMs = [
  0,
  ...[1, 10, 100, 1e3, 1e4, 1e5].flatMap((decade) => [decade, 2 * decade, 5 * decade]),
  1e6,
]

export class Visibility {
  readonly #first: Int32Array
  /** By key, ascending; infinite for writes that were not acknowledged. */
  readonly #acksMs: Float64Array
  /**
   * By key: where the last search ended; as reads are nearly in order, the next one ends nearby.
   */
  readonly #hint: Int32Array
  readonly #reads = new Float64Array(edgesMs.length)
  readonly #fresh = new Float64Array(edgesMs.length)

  constructor({ first, ackMs }: Registers) {
    this.#first = first
    this.#acksMs = Float64Array.from(ackMs)
    this.#hint = Int32Array.from(first, (slot) => slot + 1)
    for (let key = 0; key + 1 < first.length; key += 1) {
      sortIfNeeded(this.#acksMs.subarray(first[key], first[key + 1]))
    }
  }

  /** Counts a read, unless nothing had been acknowledged at its start. */
  add(key: number, startMs: number, isFresh: boolean): void {
    const next = this.#nextAck(key, startMs)
    const ageMs = startMs - (this.#acksMs[next - 1] as number)
    if (ageMs === Infinity) return
    let bin = 0
    while (bin + 1 < edgesMs.length && (edgesMs[bin + 1] as number) <= ageMs) bin += 1
    this.#reads[bin] = (this.#reads[bin] as number) + 1
    if (isFresh) this.#fresh[bin] = (this.#fresh[bin] as number) + 1
  }

  /** The slot of the first acknowledgement from then on, or the key's end. */
  #nextAck(key: number, startMs: number): number {
    const to = this.#first[key + 1] as number
    const acksMs = this.#acksMs
    let slot = this.#hint[key] as number
    // A new write needs only one step.
    if (slot < to && (acksMs[slot] as number) < startMs) slot += 1
    const isAfter = (acksMs[slot - 1] as number) < startMs
    if (!isAfter || (slot < to && (acksMs[slot] as number) < startMs)) {
      slot = firstFrom(acksMs, startMs, [(this.#first[key] as number) + 1, to])
    }
    this.#hint[key] = slot
    return slot
  }

  /** Only ages with reads. */
  ages(): Age[] {
    return edgesMs
      .map((fromMs, bin) => ({
        fromMs,
        toMs: edgesMs[bin + 1] ?? Infinity,
        reads: this.#reads[bin] as number,
        fresh: this.#fresh[bin] as number,
      }))
      .filter(({ reads }) => reads > 0)
  }
}

function sortIfNeeded(values: Float64Array): void {
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] as number) >= (values[index - 1] as number)) continue
    values.sort()
    return
  }
}
