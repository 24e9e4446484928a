/** A started target, its Redis, and people whose permissions are looked at from outside. */
import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { guidePermissionKey } from '#gate/contract/cache.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { arrange, makePerson, type Person } from '#gate/system/world.ts'

/** Somebody in a company: what a permission entry is about. */
export interface Member {
  person: Person
  company: string
}

/** The key of a permission entry, as the target's config names it, or as the guide does. */
export function permissionKey(target: Target, userId: string, companyId: string): string {
  const { permissionKey = guidePermissionKey } = target.config.cache ?? {}
  return permissionKey(userId, companyId)
}

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
   * Starts the target, on the check's own Redis unless `overrides` say where.
   * @param options.beside how we reach that Redis ourselves, past what disturbs the target's path
   * @param options.asDeployed with its own patience for Redis; otherwise it is given much, so that
   *   a busy machine does not make it do without its cache
   * @throws PreflightError PREFLIGHT_E_UNVERIFIED if it has no Redis or no permissions
   */
  static async open(
    target: Target,
    overrides: Overrides = {},
    { beside, asDeployed = false }: { beside?: string; asDeployed?: boolean } = {},
  ): Promise<CacheWorld> {
    const { backing, operations } = target.config
    if (!backing?.redis) throw unverified({ missing: ['backing.redis'] })
    for (const name of ['createAccount', 'createCompany', 'permissions'] as const) {
      if (!operations?.[name]) throw unverified({ missing: [`operations.${name}`] })
    }
    const patience = asDeployed ? {} : supported(target.config, { redisTimeoutMs: '5000' })
    const running = await target.start({ ...patience, ...overrides }).ready()
    const url = beside ?? overrides.redisUrl ?? (await target.redisUrl())
    const redis = new Redis(url, { lazyConnect: true })
    redis.on('error', () => {}) // The command's own rejection carries it.
    await redis.connect()
    return new CacheWorld(target, running, redis)
  }

  /** A new person who owns so many new companies. */
  async owner(companies = 1): Promise<Member[]> {
    const person = await makePerson(this.target, this.running, 'owner')
    const create = this.running.operation('createCompany')
    const members: Member[] = []
    for (let index = 0; index < companies; index += 1) {
      // Some backends let no two companies have one name.
      const spec = create.request(`Preflight ${randomUUID().slice(0, 8)}`)
      const reply = await arrange(this.running, spec, person.session)
      members.push({ person, company: create.result(reply) })
    }
    return members
  }

  /** A new person to whom an owner gives a role in their company. */
  async join({ person: owner, company }: Member, role: 'writer' | 'reader'): Promise<Member> {
    const person = await makePerson(this.target, this.running, role)
    const member = { person, company }
    await this.giveRole(owner, member, role)
    return member
  }

  async giveRole(owner: Person, member: Member, role: 'writer' | 'reader'): Promise<void> {
    const change = this.running.operation('changeRole')
    const spec = change.request(member.company, member.person.id, change.roles[role])
    await arrange(this.running, spec, owner.session)
  }

  /**
   * One permission check; what it answers, in one spelling.
   * @param client default: the target's own, whose connection stays with one worker
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is not answered
   */
  async check({ person, company }: Member, client = this.running.client): Promise<string> {
    const permissions = this.running.operation('permissions')
    const spec = permissions.request(company)
    const reply = await client.send(spec, { session: person.session })
    if (reply.status !== 200) throw inconclusive(`a permission check answered ${reply.status}`)
    return [...permissions.result(reply)].sort().join(',')
  }

  key({ person, company }: Member): string {
    return permissionKey(this.target, person.id, company)
  }

  /**
   * Checks until an entry is there: a worker may not have its connection to Redis yet.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if there never is one
   */
  async warm(member: Member, key = this.key(member)): Promise<string> {
    const leaves = async () => {
      const answer = await this.check(member)
      return (await this.redis.exists(key)) === 1 ? answer : undefined
    }
    const options = { timeoutMs: 5_000, intervalMs: 20 }
    return await waitFor('a permission entry in Redis', leaves, options).catch((cause) => {
      throw inconclusive(`permission checks wrote no ${key} to Redis`, cause)
    })
  }

  /** Seconds until each key expires; -1 for one that never does. Those gone are left out. */
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
