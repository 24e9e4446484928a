/**
 * The stale-fill race on a backend without a fence: how often it happens steered and left to
 * chance, and what steering costs a try beyond its requests.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Redis } from 'ioredis'
import { sleep } from '#gate/host/process/wait.ts'
import { openRedisHold, type RedisHold } from '#gate/kit/fault/redis-hold.ts'
import { median } from '#gate/kit/model/statistics.ts'
import { applyMutant } from '../mutants/apply.ts'
import { mutantById } from '../mutants/index.ts'
import { asker, logIn } from './api.ts'
import { deployReference, type ReferenceDeployment } from './reference-deployment.ts'
import type { BenchResult } from './result.ts'

const tries = 200
const warmUps = 20
const patienceMs = 5_000
const project = resolve(import.meta.dirname, '..')

/** What the race needs: somebody who reads at one replica, and whose role changes at the other. */
interface Race {
  key: string
  redis: Redis
  proxy: RedisHold
  read(): Promise<string>
  change(role: 'viewer' | 'editor'): Promise<void>
}

async function arrange(
  { admin }: ReferenceDeployment,
  [readUrl, changeUrl]: readonly [string, string],
): Promise<Pick<Race, 'key' | 'read' | 'change'>> {
  const owner = asker(changeUrl, await logIn(changeUrl, admin))
  const account = { email: 'race@example.com', password: `Race-${crypto.randomUUID()}` }
  const { id } = await owner('/users', 'POST', { ...account, name: 'Race' })
  const { id: company } = await owner('/companies', 'POST', { name: 'Race' })
  const change = async (role: string) => {
    await owner(`/companies/${company}/members/${id}`, 'PUT', { role })
  }
  await change('viewer')
  const member = asker(readUrl, await logIn(readUrl, account))
  const read = async () => String((await member(`/companies/${company}/permissions`)).role)
  return { key: `user:${id}:company:${company}:permissions`, read, change }
}

const roleOf = (index: number) => (index % 2 === 0 ? 'editor' : 'viewer')

/** One try: true where the answer after the change was the old one. */
async function steered(race: Race, index: number) {
  const { key, redis, proxy, read, change } = race
  const role = roleOf(index)
  await redis.del(key)
  const beganMs = performance.now()
  const hold = proxy.hold({ commands: 'writes', key, path: 'reader' })
  const old = read()
  await hold.firstHeld(patienceMs)
  const heldMs = performance.now()
  await change(role)
  const changedMs = performance.now()
  hold.release()
  await old
  const oldMs = performance.now()
  const isStale = (await read()) !== role
  const steeringMs = heldMs - beganMs + (oldMs - changedMs)
  return { isStale, steeringMs, changeMs: changedMs - heldMs }
}

/** The read begins at some moment of the change. */
async function unsteered({ key, redis, read, change }: Race, index: number, changeMs: number) {
  await redis.del(key)
  const reading = sleep(Math.random() * changeMs).then(read)
  await Promise.all([reading, change(roleOf(index))])
  return (await read()) !== roleOf(index)
}

/** A read without an entry, alone: what a try's first read takes anyway. */
async function missMs({ key, redis, read }: Race): Promise<number> {
  await redis.del(key)
  const beganMs = performance.now()
  await read()
  return performance.now() - beganMs
}

async function measure(race: Race): Promise<BenchResult[]> {
  for (let index = 0; index < warmUps; index += 1) await steered(race, index)
  const [beyond, changes]: [number[], number[]] = [[], []]
  let [stale, byChance] = [0, 0]
  for (let index = 0; index < tries; index += 1) {
    const aloneMs = await missMs(race)
    const { isStale, steeringMs, changeMs } = await steered(race, index)
    if (isStale) stale += 1
    beyond.push(steeringMs - aloneMs)
    changes.push(changeMs)
  }
  for (let index = 0; index < tries; index += 1) {
    if (await unsteered(race, index, median(changes))) byChance += 1
  }
  const reference = `${tries} tries; left to chance it happened in ${byChance} of ${tries}`
  return [
    {
      name: 'stale-fill steered',
      value: stale / tries,
      goal: [1, 1],
      unit: 'ratio',
      runs: tries,
      reference,
    },
    {
      name: 'stale-fill ms per try',
      value: Number(median(beyond).toFixed(2)),
      goal: '<= 10',
      unit: 'ms',
      runs: tries,
      reference: `beyond its requests, median; the same read alone is taken off`,
    },
  ]
}

/** Two replicas of the unfenced mutant, each with its own path to Redis. */
export async function staleFill(): Promise<BenchResult[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'preflight-bench-'))
  const deployment = await deployReference()
  const proxy = await openRedisHold(deployment.redisUrl, ['reader', 'changer'])
  const redis = new Redis(deployment.redisUrl)
  const folder = join(scratch, 'deployment')
  const stops: (() => Promise<void>)[] = []
  try {
    const unfenced = mutantById('cache-fill-without-fence')
    await applyMutant(unfenced, { project, folder, compileCache: scratch })
    const start = async (path: 'reader' | 'changer') => {
      const program = join(folder, 'reference-app/src/main.ts')
      const variables = { REDIS_URL: proxy.urls[path] ?? '', REDIS_TIMEOUT_MS: '5000' }
      const served = await deployment.serve(program, '/ready', variables)
      stops.push(served.stop)
      return served.url
    }
    const urls = [await start('reader'), await start('changer')] as const
    return await measure({ ...(await arrange(deployment, urls)), redis, proxy })
  } finally {
    for (const stop of stops) await stop()
    redis.disconnect()
    await proxy.close()
    await deployment.close()
    await rm(scratch, { recursive: true, force: true })
  }
}
