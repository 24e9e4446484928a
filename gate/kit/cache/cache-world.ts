/** A running target with its Redis, and users whose permissions are checked from outside. */
import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { guidePermissionKey } from '#gate/contract/cache.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { arrange, makePerson, type Person } from '#gate/system/world.ts'
import { asText } from './granted.ts'
import { hasOthers } from './redis-clients.ts'

/** A user in a company: the subject of a permission entry. */
export interface Member {
  person: Person
  company: string
}

/** The key of a permission entry, from the target's config or as in the guide. */
export function permissionKey(target: Target, userId: string, companyId: string): string {
  const { permissionKey = guidePermissionKey } = target.config.cache ?? {}
  return permissionKey(userId, companyId)
}

/** When a worker has connected to Redis at the latest, or after as many starts. */
const minWarmMs = 5_000
const warmStarts = 2

export class CacheWorld {
  readonly target: Target
  readonly running: RunningTarget
  readonly redis: Redis

  private constructor(target: Target, running: RunningTarget, redis: Redis) {
    this.target = target
    this.running = running
    this.redis = redis
  }

  /**
   * Starts the target, with the check's own Redis unless `overrides` name another.
   * @param options.beside the URL for our own connection to that Redis, past faults on the target's
   *   path
   * @param options.asDeployed keeps its own Redis timeout; by default it gets a long one, so that
   *   it does not skip the cache on a busy machine
   * @throws PreflightError PREFLIGHT_E_UNVERIFIED if it has no Redis or no permissions
   */
  static async open(
    target: Target,
    overrides: Overrides = {},
    { beside, asDeployed = false }: { beside?: string; asDeployed?: boolean } = {},
  ): Promise<CacheWorld> {
    const { backing, operations } = target.config
    if (!backing?.redis) throw unverified({ missing: ['backing.redis'] })
    for (const name of ['createAccount', 'permissions'] as const) {
      if (!operations?.[name]) throw unverified({ missing: [`operations.${name}`] })
    }
    const patience = asDeployed ? {} : supported(target.config, { redisTimeoutMs: '5000' })
    const running = await target.start({ ...patience, ...overrides }).ready()
    const url = beside ?? overrides.redisUrl ?? (await target.redisUrl())
    const redis = new Redis(url, { lazyConnect: true })
    redis.on('error', () => {}) // The command is rejected with it.
    await redis.connect()
    return new CacheWorld(target, running, redis)
  }

  /** A new user who owns this many new companies; with a single tenant, a writer there. */
  async owner(companies = 1): Promise<Member[]> {
    const person = await makePerson(this.target, this.running, 'owner', { role: 'writer' })
    const create = this.running.config.operations?.createCompany
    if (!create) return [{ person, company: '' }]
    const members: Member[] = []
    for (let index = 0; index < companies; index += 1) {
      // Some backends require unique company names.
      const spec = create.request(`Preflight ${randomUUID().slice(0, 8)}`)
      const reply = await arrange(this.running, spec, person.session)
      members.push({ person, company: create.result(reply) })
    }
    return members
  }

  /** This many subjects of entries: one person's companies, or people with a single tenant. */
  async members(count: number): Promise<Member[]> {
    if (this.running.config.operations?.createCompany) return await this.owner(count)
    const members: Member[] = []
    while (members.length < count) members.push(...(await this.owner()))
    return members
  }

  /** A new user with a role in an owner's company. */
  async join({ person: owner, company }: Member, role: 'writer' | 'reader'): Promise<Member> {
    const person = await makePerson(this.target, this.running, role)
    const member = { person, company }
    await this.giveRole(owner, member, role)
    return member
  }

  async giveRole(owner: Person, member: Member, role: 'writer' | 'reader'): Promise<void> {
    const change = this.running.operation('changeRole')
    const spec = change.request(member.company, member.person.id, change.roles[role])
    await arrange(this.running, spec, await this.running.roleGiver(owner.session))
  }

  /** @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config has no `removeMember` */
  async removeMember(owner: Person, { person, company }: Member): Promise<void> {
    const spec = this.running.operation('removeMember').request(company, person.id)
    await arrange(this.running, spec, await this.running.roleGiver(owner.session))
  }

  /**
   * One permission check; returns the answer in a normal form.
   * @param client default: the target's, whose connection stays with one worker
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is not answered
   */
  async check({ person, company }: Member, client = this.running.client): Promise<string> {
    const permissions = this.running.operation('permissions')
    const spec = permissions.request(company)
    const reply = await client.send(spec, { session: person.session })
    if (reply.status !== 200) throw inconclusive(`a permission check answered ${reply.status}`)
    return asText(permissions.result(reply))
  }

  key({ person, company }: Member): string {
    return permissionKey(this.target, person.id, company)
  }

  /**
   * Checks until an entry exists: a worker may not be connected to Redis yet.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if there never is one
   */
  async warm(member: Member, key = this.key(member)): Promise<string> {
    const leaves = async () => {
      const answer = await this.check(member)
      return (await this.redis.exists(key)) === 1 ? answer : undefined
    }
    const { startedInMs } = this.running
    const options = { timeoutMs: Math.max(minWarmMs, warmStarts * startedInMs), intervalMs: 20 }
    return await waitFor('a permission entry in Redis', leaves, options).catch((cause) => {
      throw inconclusive(`permission checks wrote no ${key} to Redis`, cause)
    })
  }

  /** Whether somebody else than the gate is connected to Redis. */
  async isUsed(): Promise<boolean> {
    const id = await this.redis.client('ID')
    return hasOthers(String(await this.redis.client('LIST')), id)
  }

  /**
   * As {@link warm}, for what is asked of Redis as a whole. If nobody has said what the key of an
   * entry is, a target that is connected to Redis is enough: there it may keep other things.
   */
  async warmIfKnown(member: Member): Promise<string> {
    return await this.warm(member).catch(async (error: unknown) => {
      const isSaid = this.target.config.cache?.permissionKey !== undefined
      if (isSaid) throw error
      if (!(await this.isUsed())) throw inconclusive('the target did not connect to Redis', error)
      return await this.check(member)
    })
  }

  /** Seconds until each key expires; -1 for never. Missing keys are left out. */
  async expiries(keys: readonly string[]): Promise<{ key: string; seconds: number }[]> {
    const all = await Promise.all(
      keys.map(async (key) => ({ key, seconds: await this.redis.ttl(key) })),
    )
    return all.filter(({ seconds }) => seconds !== -2)
  }

  close(): void {
    this.redis.disconnect()
  }
}
