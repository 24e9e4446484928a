/** Records a history while it happens: start and end times, and a version per write. */
import { History, type Outcome } from './history.ts'

export interface ReadOf {
  process: string
  key: string
}
export interface WriteOf extends ReadOf {
  value?: string
}

/** The result of a read: the version if the value has one, else the value. */
export interface Answer {
  outcome: Outcome
  value?: string
  version?: number
}

export class Recorder {
  readonly history = new History()
  readonly #now: () => number
  readonly #versions = new Map<string, number>()

  /** @param now a monotonic clock in milliseconds; times of faults are by the default one */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /**
   * Reads, records, and returns the answer.
   * @throws what `ask` throws, after the read was recorded as failed
   */
  async read({ process, key }: ReadOf, ask: () => Promise<Answer>): Promise<Answer> {
    const startMs = this.#now()
    let answer: Answer = { outcome: 'failed' }
    try {
      answer = await ask()
      return answer
    } finally {
      const { outcome, value, version } = answer
      const endMs = this.#now()
      this.history.add({ kind: 'read', process, key, startMs, endMs, outcome, value, version })
    }
  }

  /**
   * Writes and records. If the order of a key's writes matters, they must not overlap: the checker
   * treats neither of two overlapping writes as the newer.
   * @param apply gets the version of the write: the key's next, from 1
   * @throws what `apply` throws, after recording the write with an unknown outcome
   */
  async write(
    { process, key, value }: WriteOf,
    apply: (version: number) => Promise<Outcome>,
  ): Promise<{ version: number; outcome: Outcome }> {
    const version = (this.#versions.get(key) ?? 0) + 1
    this.#versions.set(key, version)
    const startMs = this.#now()
    let outcome: Outcome = 'unknown'
    try {
      outcome = await apply(version)
      return { version, outcome }
    } finally {
      const endMs = this.#now()
      this.history.add({ kind: 'write', process, key, startMs, endMs, outcome, value, version })
    }
  }
}
