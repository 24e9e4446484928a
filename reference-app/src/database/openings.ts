/** Connections that one process opens at the same time. */
const openingMax = 4
/** An opening that takes longer waits for something that hangs, and keeps nobody back any more. */
const turnMs = 1_000

/**
 * Opens connections a few at a time. A log-in costs both sides as much as a hundred small queries,
 * so a burst that opened as many as it has requests would be busy with that alone. Who waits goes
 * on with the first that comes back, or opens one in their turn.
 */
export class Openings {
  private readonly idle: () => number
  private readonly line: (() => void)[] = []
  private opening = 0
  /** Idle connections that are promised already. */
  private taking = 0

  /** @param idle how many connections are open and in nobody's hands */
  constructor(idle: () => number) {
    this.idle = idle
  }

  /** Connections that can be had at once. */
  get free(): number {
    return this.idle() - this.taking
  }

  /** An idle connection, or one that is opened; `connect` is the pool's way to both. */
  async take<T>(connect: () => Promise<T>): Promise<T> {
    while (this.free <= 0 && this.opening >= openingMax) {
      await new Promise<void>((resolve) => this.line.push(resolve))
    }
    return this.free > 0 ? this.reuse(connect) : this.open(connect)
  }

  /** To be called when a connection has come back: the first in line looks again. */
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
