/** Writes that a Redis refused for reasons of its own, as it counts them. */
import type { Address } from '#gate/host/address.ts'
import { redisOnce } from './probes.ts'

/** By the first word of the refusal, in words that follow the server's name. */
const reasons = {
  OOM: 'is out of memory: used memory exceeds "maxmemory"',
  MISCONF: 'cannot save to its disk',
} as const

/** How many commands were refused so far, by reason in words. Redis counts them since 6.2. */
async function redisRefusals(address: Address): Promise<Record<string, number>> {
  const { host, port } = address
  const text = await redisOnce({ host, port }, undefined, (client) => client.info('errorstats'))
  const counts = Object.entries(reasons).map(([word, how]) => {
    const [, count = '0'] = text.match(new RegExp(`errorstat_${word}:count=(\\d+)`)) ?? []
    return [how, Number(count)]
  })
  return Object.fromEntries(counts)
}

/** Compares the counts with those of the look before. */
export class RefusalWatch {
  #before: Record<string, number> = {}

  /** Why it refused commands since the last look; undefined if it did not, or does not answer. */
  async look(address: Address): Promise<string | undefined> {
    const counts = await redisRefusals(address).catch(() => undefined)
    if (!counts) return undefined
    const grown = Object.keys(counts).find((how) => (counts[how] ?? 0) > (this.#before[how] ?? 0))
    this.#before = counts
    return grown
  }
}
