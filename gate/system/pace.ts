/** The yardstick for the patience with a start. */

/** A start in trouble may take so many times as long as a good one. */
const startsPerPatience = 4

/** How long good starts of the target take on this machine. */
export class Pace {
  readonly #allowedMs: number
  #slowestMs = 0

  /** @param allowedMs how long the config lets a start take, if it says so */
  constructor(allowedMs = 0) {
    this.#allowedMs = allowedMs
  }

  /** Records a start that became ready. */
  observe(startMs: number): void {
    this.#slowestMs = Math.max(this.#slowestMs, startMs)
  }

  /** The slowest good start so far, in milliseconds; 0 if there was none. */
  get startMs(): number {
    return this.#slowestMs
  }

  /** As many times as long as a good start takes, and at least a minimum, in milliseconds. */
  patienceMs(minMs: number, starts: number): number {
    return Math.max(minMs, starts * this.#slowestMs)
  }

  /** When to give up a start that neither ends nor answers, in milliseconds. */
  startPatienceMs(minMs: number): number {
    return Math.max(this.#allowedMs, this.patienceMs(minMs, startsPerPatience))
  }
}
