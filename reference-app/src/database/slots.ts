import { ClientGoneError, PoolFullError, PoolTimeoutError } from './errors.ts'

/** Calls the listener when the waiting client disconnects; returns how to stop listening. */
export type OnGone = (leave: () => void) => () => void

interface Waiter {
  admit: () => void
}

export interface SlotOptions {
  /** Number of slots: connections that may be open. */
  count: number
  /** How many may wait; later ones are refused at once. */
  waitersMax: number
  /** How long each may wait, milliseconds. */
  timeoutMs: number
}

/**
 * The queue in front of the pool. A request with a slot may take a connection; the others wait
 * first in, first out, for a limited time, and leave the queue when their client disconnects.
 * pg-pool's own queue is unbounded and cannot be left.
 */
export class Slots {
  private readonly options: SlotOptions
  /** In order of arrival: a Set keeps the order and allows removal from the middle. */
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

  /** Releases a slot, to the first waiter if there is one. */
  give(): void {
    const [first] = this.line
    if (first === undefined) this.taken -= 1
    else first.admit()
  }
}
