/** A Redis that is not the gate's: numbered databases that were empty, and nothing else. */

import { messageOf, PreflightError } from '#gate/errors.ts'
import { emptyNumber, type noteGiven, numberMark, withNumber } from '#gate/host/reaper/given.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { serverVersion } from '../probes.ts'
import type { GivenRedis, RedisServer } from '../types.ts'
import { cannotUse } from './refusal.ts'

/** What a server has whose configuration may not be asked for. */
const usualDatabases = 16

/** How a given Redis is used. */
export interface GivenRedisPlan {
  /** Of the config, for errors. */
  key: string
  /** With the number that its owners use. */
  text: string
  /** The first and the last number that the run may take. Default: all but the one in the URL. */
  range?: readonly [number, number] | undefined
  labels: RunLabels
  /** Writes down the numbers in use for the reaper, before they are marked. */
  note(redis: NonNullable<Parameters<typeof noteGiven>[1]['redis']>): void
}

/** The numbers that hold keys: `db3:keys=1,…` in INFO. */
async function usedNumbers(url: string, own: number): Promise<number[]> {
  const info = await withNumber(url, own, (client) => client.info('keyspace'))
  return [...info.matchAll(/^db(\d+):/gm)].map(([, number]) => Number(number))
}

/** The numbers of a given Redis, which checks take and give back. */
class Numbers {
  readonly #plan: GivenRedisPlan
  readonly #url: string
  readonly #free: readonly number[]
  readonly #own: number
  readonly #taken = new Set<number>()
  #queue: Promise<unknown> = Promise.resolve()

  constructor(plan: GivenRedisPlan, url: string, own: number, databases: number) {
    const [first, last] = plan.range ?? [0, databases - 1]
    const all = Array.from({ length: databases }, (_, number) => number)
    this.#plan = plan
    this.#url = url
    this.#own = own
    this.#free = all.filter((each) => each >= first && each <= last && each !== own)
  }

  /** Marks an empty number. @throws PREFLIGHT_E_STACK if there is none */
  take(): Promise<number> {
    const next = this.#queue.then(() => this.#take())
    this.#queue = next.catch(() => {})
    return next
  }

  async give(number: number): Promise<void> {
    if (!this.#taken.has(number)) return
    await emptyNumber(this.#url, number, this.#plan.labels.runId, true)
    this.#taken.delete(number)
    this.#note()
  }

  async giveAll(): Promise<void> {
    for (const number of [...this.#taken]) await this.give(number)
  }

  async #take(): Promise<number> {
    const used = await usedNumbers(this.#url, this.#own)
    const open = this.#free.filter((each) => !used.includes(each) && !this.#taken.has(each))
    for (const number of open) {
      this.#taken.add(number)
      this.#note()
      if (await this.#mark(number)) return number
      this.#taken.delete(number)
    }
    this.#note()
    const which = `${this.#free[0] ?? 0} to ${this.#free.at(-1) ?? 0}`
    throw new PreflightError(
      'PREFLIGHT_E_STACK',
      `no numbered database of the given Redis is empty (${which})`,
      { hint: 'empty some, or widen services.redis.databases' },
    )
  }

  /** Whether the number is ours now: nobody else marked it or wrote to it meanwhile. */
  async #mark(number: number): Promise<boolean> {
    const { runId } = this.#plan.labels
    return await withNumber(this.#url, number, async (client) => {
      if ((await client.set(numberMark, runId, 'NX')) !== 'OK') return false
      if ((await client.dbsize()) === 1) return true
      await client.del(numberMark)
      return false
    })
  }

  #note(): void {
    this.#plan.note({ url: this.#url, numbers: [...this.#taken] })
  }
}

async function databasesOf(url: string, own: number): Promise<number> {
  const asked = await withNumber(url, own, (client) => client.config('GET', 'databases')).catch(
    () => [],
  )
  return Number((asked as string[])[1] ?? usualDatabases)
}

/**
 * Connects to a given Redis and sees that the run can use it. Nothing is written yet.
 * @throws PREFLIGHT_E_CONFIG if it does not answer, or has too few numbered databases
 */
export async function givenRedis(plan: GivenRedisPlan): Promise<GivenRedis> {
  const url = new URL(plan.text)
  if (url.port === '') url.port = '6379'
  const own = Number(url.pathname.slice(1) || '0')
  url.pathname = ''
  url.search = ''
  const bare = url.href.replace(/\/$/, '')
  const refuse = (problem: string, hint: string) =>
    new PreflightError('PREFLIGHT_E_CONFIG', `${plan.key}: ${problem}`, { hint })
  if (!Number.isInteger(own)) {
    throw refuse(`/${own} is no number of a database`, 'end the URL with /0')
  }
  const version = await withNumber(bare, own, async (client) =>
    serverVersion(await client.info('server')),
  ).catch((cause: unknown) => {
    throw cannotUse(plan.key, url, cause)
  })
  const databases = await databasesOf(bare, own)
  if (databases < 2) {
    throw refuse(
      `${url.host} has one database: the checks' keys cannot be kept apart from yours`,
      'give a server with numbered databases, or let the gate start one',
    )
  }
  const [, last = 0] = plan.range ?? []
  if (last >= databases) {
    throw refuse(`${url.host} has the databases 0 to ${databases - 1}`, 'correct the last number')
  }
  const server: RedisServer = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port),
    url: bare,
    databases,
    version,
  }
  const numbers = new Numbers(plan, bare, own, databases)
  return {
    server,
    takeNumber: () => numbers.take(),
    giveNumber: (number) => numbers.give(number),
    remove: async () => {
      await numbers.giveAll().catch((cause: unknown) => {
        throw new PreflightError(
          'PREFLIGHT_E_STACK',
          `cannot empty the run's numbered databases at ${url.host}: ${messageOf(cause)}`,
          { cause },
        )
      })
    },
  }
}
