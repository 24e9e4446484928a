/** One role change while Redis is unreachable, and the answers of all replicas around it. */
import { inconclusive } from '#gate/errors.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import type { CacheWorld } from '#gate/kit/cache/cache-world.ts'
import type { History } from '#gate/kit/history/history.ts'
import { Recorder } from '#gate/kit/history/history-recorder.ts'
import { answerOf, type Role, type RoleFixture } from './replicas.ts'

/** The response to the change; times by `performance.now()`. */
export interface Outcome {
  /** 0 if there was no response. */
  status: number
  startMs: number
  endMs: number
}

const key = 'permissions'
const pauseMs = 5
const waitMs = 20_000
/** Correct answers in a row from each replica that show every worker has the role. */
const inARow = 8
const [before, after]: readonly [Role, Role] = ['writer', 'reader']

export class Outage {
  readonly #recorder = new Recorder()
  readonly #worlds: readonly CacheWorld[]
  readonly #fixture: RoleFixture
  readonly #answered: number[]

  /** @param worlds the first is the replica that receives the role change */
  constructor(worlds: readonly CacheWorld[], fixture: RoleFixture) {
    this.#worlds = worlds
    this.#fixture = fixture
    this.#answered = worlds.map(() => 0)
  }

  get history(): History {
    return this.#recorder.history
  }

  get #first(): CacheWorld {
    const [first] = this.#worlds
    if (!first) throw inconclusive('no replica was started')
    return first
  }

  /** Gives the role that will be taken away, and waits until every replica has it cached. */
  async prepare(): Promise<void> {
    const { owner, member, answers } = this.#fixture
    const options = { timeoutMs: waitMs, intervalMs: 50 }
    const given = async () => {
      const done = this.#first.giveRole(owner.person, member, before)
      return await done.then(
        () => true,
        () => undefined,
      )
    }
    await waitFor('a role change to succeed', given, options)
    const write = { process: 'replica 1', key, value: answers[before] }
    await this.#recorder.write(write, async () => 'ok')
    for (const world of this.#worlds) {
      let right = 0
      const settled = async () => {
        right = (await world.check(member)) === answers[before] ? right + 1 : 0
        // Another claim checks that a change invalidates the entry without a fault.
        if (right === 0) await world.redis.del(world.key(member))
        return right >= inARow ? true : undefined
      }
      await waitFor('every worker to answer with the new role', settled, {
        timeoutMs: waitMs,
        intervalMs: 5,
      })
      await world.warm(member)
    }
  }

  /** Reads from each replica repeatedly until ended. */
  read(): { end(): Promise<void> } {
    const stop = new AbortController()
    const readers = this.#worlds.map(async (world, at) => {
      while (!stop.signal.aborted) {
        const of = { process: `replica ${at + 1}`, key }
        const ask = () => answerOf(world, this.#fixture.member)
        const { outcome } = await this.#recorder.read(of, ask)
        if (outcome === 'ok') this.#answered[at] = (this.#answered[at] ?? 0) + 1
        await sleep(pauseMs)
      }
    })
    const end = async () => {
      stop.abort()
      await Promise.all(readers)
    }
    return { end }
  }

  /** Waits until each replica has answered `count` more reads, and for at least `minMs`. */
  async reads(count: number, minMs = 0): Promise<void> {
    const from = [...this.#answered]
    await sleep(minMs)
    const enough = async () =>
      this.#answered.every((now, at) => now >= (from[at] ?? 0) + count) ? true : undefined
    const options = { timeoutMs: waitMs, intervalMs: 10 }
    await waitFor(`${count} answered reads per replica`, enough, options)
  }

  /** Takes the role away, at the first replica. */
  async change(): Promise<Outcome> {
    const { owner, member } = this.#fixture
    const operation = this.#first.running.operation('changeRole')
    const spec = operation.request(member.company, member.person.id, operation.roles[after])
    const session = await this.#first.running.roleGiver(owner.person.session)
    const startMs = performance.now()
    const reply = await this.#first.running.try(spec, { session })
    return { status: reply.ok ? reply.status : 0, startMs, endMs: performance.now() }
  }

  /**
   * Finds out without the cache whether the change was applied, and records it. A change that was
   * applied although it was refused counts from `untilMs` on: no client knew of it before.
   */
  async settle(
    { status, startMs, endMs }: Outcome,
    untilMs: number,
  ): Promise<'acknowledged' | 'refused' | 'applied although refused'> {
    const { member, answers } = this.#fixture
    const isAcknowledged = status >= 200 && status < 300
    await this.#first.redis.del(this.#first.key(member))
    const isApplied = (await this.#first.check(member)) === answers[after]
    const write = { kind: 'write', process: 'replica 1', key, value: answers[after] } as const
    const outcome = isAcknowledged || isApplied ? 'ok' : 'failed'
    const effectiveMs = isAcknowledged ? endMs : untilMs
    this.history.add({
      ...write,
      startMs,
      endMs: isApplied ? effectiveMs : endMs,
      outcome,
      version: 2,
    })
    if (isAcknowledged) return 'acknowledged'
    return isApplied ? 'applied although refused' : 'refused'
  }
}
