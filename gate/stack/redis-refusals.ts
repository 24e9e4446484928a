/** Writes that Redis servers refused for reasons of their own, as they count them. */
import { redisOnce } from './probes.ts'
import type { Harm, RedisOptions, RunningService } from './types.ts'

/** By the first word of the refusal, in words that follow the server's name. */
const reasons = {
  OOM: 'is out of memory: used memory exceeds "maxmemory"',
  MISCONF: 'cannot save to its disk',
} as const
type Reason = keyof typeof reasons

/** Until a check hears that its Redis refuses writes. A check may take minutes. */
const everyMs = 2_000

/** One server, asked time and again. */
class Watched {
  readonly #service: RunningService<'redis'>
  readonly #options: RedisOptions
  readonly #hear: (harm: Harm) => void
  #before: Partial<Record<Reason, number>> = {}
  /** Looks run one after the other: what is new is told once. */
  #turn: Promise<void> = Promise.resolve()

  constructor(service: RunningService<'redis'>, options: RedisOptions, hear: (harm: Harm) => void) {
    this.#service = service
    this.#options = options
    this.#hear = hear
  }

  look(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#tell()).catch(() => {}) // It does not answer.
    return this.#turn
  }

  async #tell(): Promise<void> {
    const counts = await this.#counts()
    // Whoever limits the memory wants to see what then happens.
    const isLimited = this.#options.settings?.maxmemory !== undefined
    const found = Object.entries(reasons).find(([name]) => {
      const [count = 0, before = 0] = [counts[name as Reason], this.#before[name as Reason]]
      // The server counts from 0 again after a start.
      return (count > before || (count < before && count > 0)) && !(isLimited && name === 'OOM')
    })
    this.#before = counts
    if (!found) return
    const printed = await this.#service.log()
    this.#hear({ how: found[1], printed, ended: false })
  }

  /** How many commands were refused so far. Redis counts them since 6.2. */
  async #counts(): Promise<Partial<Record<Reason, number>>> {
    const { host, port, databases } = this.#service.server
    const password = this.#options.settings?.requirepass?.toString()
    // The last database is nobody's, so that this client is not taken for one of the target.
    const address = { host, port, db: databases - 1 }
    const text = await redisOnce(address, password, (client) => client.info('errorstats'))
    const counts = Object.keys(reasons).map((name) => {
      const [, count = '0'] = text.match(new RegExp(`errorstat_${name}:count=(\\d+)`)) ?? []
      return [name, Number(count)]
    })
    return Object.fromEntries(counts)
  }
}

/** Asks the Redis servers of a run, which do not say by themselves that they refuse writes. */
export class RefusalWatch {
  readonly #watched = new Map<string, Watched>()
  #rounds: NodeJS.Timeout | undefined

  /**
   * Watches a server from now on.
   * @param hear is told when a server began to refuse, and again when it went on with it
   */
  watch(
    id: string,
    service: RunningService<'redis'>,
    options: RedisOptions,
    hear: (harm: Harm) => void,
  ): void {
    this.#watched.set(id, new Watched(service, options, hear))
    const all = () => void this.look([...this.#watched.keys()])
    this.#rounds ??= setInterval(all, everyMs).unref()
  }

  /** Looks at servers now; ids of others are ignored. */
  async look(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#watched.get(id)?.look()))
  }

  /** Looks for the last time. */
  async end(id: string): Promise<void> {
    await this.look([id])
    this.#watched.delete(id)
  }

  close(): void {
    clearInterval(this.#rounds)
    this.#watched.clear()
  }
}
