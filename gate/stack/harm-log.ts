/** The harm that came to the services of a run, in its order, for the checks that used them. */

import type { PreflightError } from '#gate/errors.ts'
import { toWire, type WireError } from './wire-error.ts'

/** Harm with its place in the order of the run. */
export interface NotedHarm extends WireError {
  number: number
  /** Of the service: its kind if it is shared, else the id of its one user. */
  service: string
}

export class HarmLog {
  readonly #all: NotedHarm[] = []
  #next = Promise.withResolvers<void>()

  /** The number of the last harm; 0 before the first. */
  get last(): number {
    return this.#all.length
  }

  note(service: string, error: PreflightError): void {
    this.#all.push({ number: this.last + 1, service, ...toWire(error) })
    this.#next.resolve()
    this.#next = Promise.withResolvers()
  }

  /** All harm after a number. */
  since(number: number): NotedHarm[] {
    return this.#all.slice(number)
  }

  /** The same, as soon as there is any. */
  async next(number: number): Promise<NotedHarm[]> {
    if (this.last <= number) await this.#next.promise
    return this.since(number)
  }
}
