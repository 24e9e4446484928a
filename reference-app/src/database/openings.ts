/** How many connections one process opens at the same time. */
const openingMax = 4
/** An opening that takes longer is stuck and no longer holds up others. */
const turnMs = 1_000

/**
 * Opens connections a few at a time. A login costs both sides as much as a hundred small queries,
 * so a burst that opened one per request would be busy with that alone. A waiter gets the first
 * connection that is released, or opens one in its turn.
 */
export class Openings {
  private readonly idle: () => number
  private readonly line: (() => void)[] = []
  private opening = 0
  /** Idle connections that are already reserved. */
  private taking = 0

  /** @param idle how many connections are open and not in use */
  constructor(idle: () => number) {
    this.idle = idle
  }

  /** Connections that are available at once. */
  get free(): number {
    return this.idle() - this.taking
  }

  /** Gets an idle connection or opens one; `connect` is the pool's method for both. */
  async take<T>(connect: () => Promise<T>): Promise<T> {
    while (this.free <= 0 && this.opening >= openingMax) {
      await new Promise<void>((resolve) => this.line.push(resolve))
    }
    return this.free > 0 ? this.reuse(connect) : this.open(connect)
  }

  /** Call it when a connection was released: the first waiter tries again. */
  gaveBack(): void {
    this.line.shift()?.()
  }

  private async reuse<T>(connect: () => Promise<T>): Promise<T> {
    this.taking += 1
    try {
      return await connect()
    } finally {
      this.taking -= 1
    }
  }

  private async open<T>(connect: () => Promise<T>): Promise<T> {
    this.opening += 1
    let ended = false
    const end = () => {
      if (ended) return
      ended = true
      this.opening -= 1
      this.gaveBack()
    }
    const timer = setTimeout(end, turnMs)
    try {
      return await connect()
    } finally {
      clearTimeout(timer)
      end()
    }
  }
}
