/** Requests in waves: a process that was late for one wave gets its share of a later one. */

export interface WaveOptions<T> {
  /** Sends one wave. */
  send: () => Promise<T>[]
  maxWaves: number
  /** Time from the start of one wave to the next. */
  apartMs: number
}

/** Waves of requests, each sent when it is due. */
export class Waves<T> {
  /** All requests so far. */
  readonly sent: Promise<T>[] = []
  readonly #options: WaveOptions<T>
  #waves = 0
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(options: WaveOptions<T>) {
    this.#options = options
  }

  /** Sends a wave, unless the one before was just sent or was the last of all. */
  sendIfDue(): void {
    const { send, maxWaves, apartMs } = this.#options
    const nowMs = performance.now()
    if (this.#waves >= maxWaves || nowMs - this.#lastMs < apartMs) return
    this.#waves += 1
    this.#lastMs = nowMs
    this.sent.push(...send())
  }
}
