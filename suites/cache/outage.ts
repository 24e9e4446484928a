/** One role change while Redis cannot be reached, and what everybody answers around it. */
import { inconclusive } from '#gate/errors.ts'
import { lasts, waitFor } from '#gate/host/process/wait.ts'
import type { CacheWorld } from '#gate/kit/cache/world.ts'
import type { History } from '#gate/kit/history/history.ts'
import { Recorder } from '#gate/kit/history/recorder.ts'
import { answerOf, type Role, type Scene } from './replicas.ts'

/** What was answered to the change; times by `performance.now()`. */
export interface Outcome {
  /** 0 where no answer came. */
  status: number
  startMs: number
  endMs: number
}

const key = 'permissions'
const pauseMs = 5
const waitMs = 20_000
/** So many right answers in a row of each replica: every worker has seen the role. */
const inARow = 8
const [before, after]: readonly [Role, Role] = ['writer', 'reader']

export class Outage {
  readonly #recorder = new Recorder()
  readonly #worlds: readonly CacheWorld[]
  readonly #scene: Scene
  readonly #answered: number[]

  /** @param worlds the first is the replica that is asked for the change */
  constructor(worlds: readonly CacheWorld[], scene: Scene) {
    this.#worlds = worlds
    this.#scene = scene
    this.#answered = worlds.map(() => 0)
  }

  get history(): History {
    return this.#recorder.history
  }

  get #first(): CacheWorld {
    const [first] = this.#worlds
    if (!first) throw inconclusive('there is no replica')
    return first
  }

  /** Gives the role that is to be taken away, and waits until all replicas have it in the cache. */
  async prepare(): Promise<void> {
    const { owner, member, answers } = this.#scene
    const options = { timeoutMs: waitMs, intervalMs: 50 }
    const given = async () => {
      const done = this.#first.giveRole(owner.person, member, before)
      return await done.then(
        () => true,
        () => undefined,
      )
    }
    await waitFor('a role change succeeds', given, options)
    const write = { process: 'replica 1', key, value: answers[before] }
    await this.#recorder.write(write, async () => 'ok')
    for (const world of this.#worlds) {
      let right = 0
      const settled = async () => {
        right = (await world.check(member)) === answers[before] ? right + 1 : 0
        // That a change drops the entry while all is well is another claim.
        if (right === 0) await world.redis.del(world.key(member))
        return right >= inARow ? true : undefined
      }
      await waitFor('the role is seen', settled, { timeoutMs: waitMs, intervalMs: 5 })
      await world.warm(member)
    }
  }

  /** Asks each replica again and again until told to end. */
  read(): { end(): Promise<void> } {
    const stop = new AbortController()
    const readers = this.#worlds.map(async (world, at) => {
      while (!stop.signal.aborted) {
        const of = { process: `replica ${at + 1}`, key }
        const ask = () => answerOf(world, this.#scene.member)
        const { outcome } = await this.#recorder.read(of, ask)
        if (outcome === 'ok') this.#answered[at] = (this.#answered[at] ?? 0) + 1
        await lasts(pauseMs)
      }
    })
    const end = async () => {
      stop.abort()
      await Promise.all(readers)
    }
    return { end }
  }

  /** Waits until each replica has answered so many more reads, and for so long at least. */
  async reads(count: number, leastMs = 0): Promise<void> {
    const from = [...this.#answered]
    await lasts(leastMs)
    const enough = async () =>
      this.#answered.every((now, at) => now >= (from[at] ?? 0) + count) ? true : undefined
    const options = { timeoutMs: waitMs, intervalMs: 10 }
    await waitFor(`${count} reads of each replica are answered`, enough, options)
  }

  /** Takes the role away, at the first replica. */
  async change(): Promise<Outcome> {
    const { owner, member } = this.#scene
    const operation = this.#first.running.operation('changeRole')
    const spec = operation.request(member.company, member.person.id, operation.roles[after])
    const startMs = performance.now()
    const reply = await this.#first.running.try(spec, { session: owner.person.session })
    return { status: reply.ok ? reply.status : 0, startMs, endMs: performance.now() }
  }

  /**
   * Finds out what became of the change, past the cache, and records it. One that was answered with
   * an error and happened all the same binds from `untilMs` on: nobody was told before.
   */
  async settle(
    { status, startMs, endMs }: Outcome,
    untilMs: number,
  ): Promise<'was acknowledged' | 'was refused' | 'happened, though refused'> {
    const { member, answers } = this.#scene
    const isAcknowledged = status >= 200 && status < 300
    await this.#first.redis.del(this.#first.key(member))
    const happened = (await this.#first.check(member)) === answers[after]
    const write = { kind: 'write', process: 'replica 1', key, value: answers[after] } as const
    const outcome = isAcknowledged || happened ? 'ok' : 'failed'
    const bindsMs = isAcknowledged ? endMs : untilMs
    this.history.add({ ...write, startMs, endMs: happened ? bindsMs : endMs, outcome, version: 2 })
    if (isAcknowledged) return 'was acknowledged'
    return happened ? 'happened, though refused' : 'was refused'
  }
}
