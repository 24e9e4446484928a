/** The workers of a start: how many there are, and whether they end and are replaced. */
import { executable, processStat, processTree } from '#gate/host/process/proc.ts'

/**
 * Processor time of one that has worked, in clock ticks. A single one is charged to whoever runs
 * when the clock ticks: a child that only waits gets one now and then.
 */
const leastTicks = 2
/** A master that goes on although this many workers have ended is in a loop. */
const endedInLoop = 3

/**
 * Looks at the descendants of a process again and again. A worker runs the same program as its
 * parent: what a shell script runs on its way is none. Until it has replaced itself by another
 * program, such a child looks like one, but does no work: on a busy machine that takes a while.
 */
export class WorkerCensus {
  readonly #pid: number | undefined
  /** Those that have worked. */
  readonly #seen = new Set<string>()
  #alive: ReadonlySet<string> = new Set()
  #most = 0
  #mostThreads = 0
  #firstEndMs: number | undefined

  /** @param pid undefined if it cannot be seen from this machine: then no worker is, either */
  constructor(pid: number | undefined) {
    this.#pid = pid
  }

  /** Looks once. */
  look(): void {
    const tree = this.#pid === undefined ? [] : processTree(this.#pid)
    let threads = 0
    const workers = tree.flatMap((pid) => {
      const stat = processStat(pid)
      if (stat === undefined || stat.state === 'Z') return []
      threads += stat.threads
      if (pid === this.#pid) return []
      const isWorker = executable(pid) !== undefined && executable(pid) === executable(stat.parent)
      if (!isWorker) return []
      const name = `${pid}@${stat.startTicks}`
      if (stat.cpuTicks >= leastTicks) this.#seen.add(name)
      return [name]
    })
    this.#alive = new Set(workers.filter((name) => this.#seen.has(name)))
    this.#most = Math.max(this.#most, workers.length)
    this.#mostThreads = Math.max(this.#mostThreads, threads)
    if (this.ended > 0) this.#firstEndMs ??= performance.now()
  }

  /** The largest number of workers at once, children on their way to another program included. */
  get most(): number {
    return this.#most
  }

  /** The largest number of threads at once, of all its processes. */
  get mostThreads(): number {
    return this.#mostThreads
  }

  /** The number of workers that ended while the process above them went on. */
  get ended(): number {
    return this.#seen.size - this.#alive.size
  }

  /** When the first of them was seen to have ended, on the clock of `performance.now()`. */
  get firstEndMs(): number | undefined {
    return this.#firstEndMs
  }

  /** Whether workers end as often as they are started. */
  get isLoop(): boolean {
    return this.ended >= Math.max(endedInLoop, this.#most + 1)
  }
}
