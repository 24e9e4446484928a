/**
 * What a program prints, kept from its beginning up to a limit: a flood of lines must not take
 * memory without an end.
 */
import type { Readable } from 'node:stream'
import { inconclusive } from '#gate/errors.ts'

/** Characters; a backend that is judged for a few minutes prints far less. */
const largest = 8 * 1024 * 1024

export class Transcript {
  readonly #who: string
  readonly #largest: number
  #text = ''
  #isCut = false

  /** @param who printed it, for the message: `the target` */
  constructor(who: string, largestLength = largest) {
    this.#who = who
    this.#largest = largestLength
  }

  /** Keeps what a stream gives. It is read to its end, so that the program can go on. */
  follow(stream: Readable | null | undefined): void {
    stream?.setEncoding('utf8').on('data', (text: string) => this.add(text))
  }

  add(text: string): void {
    const room = this.#largest - this.#text.length
    if (text.length > room) this.#isCut = true
    if (room > 0) this.#text += text.slice(0, room)
  }

  /** As far as it is kept: for messages. */
  get kept(): string {
    return this.#text
  }

  /**
   * All of it, to be judged: of what is not kept, nobody can say what is in it.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is longer than what is kept
   */
  get whole(): string {
    if (!this.#isCut) return this.#text
    const most = `${Math.round(this.#largest / 1024 / 1024)} MiB`
    throw inconclusive(`${this.#who} printed more than ${most}, so its output cannot be judged`)
  }
}
