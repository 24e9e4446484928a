import { ClientGoneError, PoolFullError, PoolTimeoutError } from './errors.ts'

/** Tells when the client that somebody waits for has gone; answers how to stop listening. */
export type OnGone = (leave: () => void) => () => void

interface Waiter {
  admit: () => void
}

export interface SlotOptions {
  /** Slots in all: connections that may be open. */
  count: number
  /** How many may wait; who comes then is refused at once. */
  waitersMax: number
  /** How long one may wait, milliseconds. */
  timeoutMs: number
}

/**
 * The line before the pool. Who has a slot may take a connection; the others wait first in, first
 * out, for a bounded time, and leave the line as soon as their client has gone. pg-pool has a line
 * too, but one without a bound that nobody can leave.
 */
export class Slots {
  private readonly options: SlotOptions
  /** In order of arrival: a Set keeps it, and lets anybody leave from the middle. */
  private readonly line = new Set<Waiter>()
  private taken = 0

  constructor(options: SlotOptions) {
    this.options = options
  }

  get waiting(): number {
    return this.line.size
  }

  /** Takes a slot if one is free now. */
  tryTake(): boolean {
    if (this.taken >= this.options.count) return false
    this.taken += 1
    return true
  }

  /** Waits for a slot. Throws `PoolTimeoutError`, `PoolFullError` or `ClientGoneError`. */
  async take(onGone?: OnGone): Promise<void> {
    if (this.tryTake()) return
    if (this.line.size >= this.options.waitersMax) throw new PoolFullError()
    await new Promise<void>((resolve, reject) => {
      const settle = (outcome: () => void) => () => {
        clearTimeout(timer)
        stopListening?.()
        this.line.delete(waiter)
        outcome()
      }
      const waiter: Waiter = { admit: settle(resolve) }
      const late = settle(() => reject(new PoolTimeoutError()))
      const timer = setTimeout(late, this.options.timeoutMs)
      const stopListening = onGone?.(settle(() => reject(new ClientGoneError())))
      this.line.add(waiter)
    })
  }

  /** Gives a slot back: to the first in line, where there is one. */
  give(): void {
    const [first] = this.line
    if (first === undefined) this.taken -= 1
    else first.admit()
  }
}
