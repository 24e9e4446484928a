/** Data survives the composition; the backend survives starting before its database. */
import { Redis } from 'ioredis'
import type { Client } from 'pg'
import type { ExpectStatic } from 'vitest'
import { inconclusive, unverified } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { readCompose } from '#gate/kit/deploy/compose/compose-file.ts'
import { Composition } from '#gate/kit/deploy/compose/composition.ts'
import { misplacedVolume } from '#gate/kit/deploy/compose/data-folders.ts'
import { composeManifest } from '#gate/kit/deploy/compose/manifest.ts'
import { serviceFor } from '#gate/kit/deploy/compose/services.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { withSession } from '#gate/stack/postgres-session.ts'
import { addressEnvironment } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'

const rows = 100
const keys = 100
const marker = 'preflight_kept'
const answerTimeoutMs = 120_000

/** The address of a backing service from the backend's environment, as this machine reaches it. */
async function reachable(composition: Composition, part: 'database' | 'cache'): Promise<URL> {
  const { backing } = composition.target.config
  const variables = part === 'database' ? backing?.postgres : backing?.redis
  if (variables === undefined)
    throw unverified({ missing: [`backing.${part === 'database' ? 'postgres' : 'redis'}`] })
  const backend = composition.file.services[composition.service('backend')]
  // One variable for the whole address, or one for each part of it.
  const names = addressEnvironment(variables, 'scheme://user:password@host:1/name')
  const value = (sample: string) => {
    const name = Object.entries(names).find(([, part]) => part === sample)?.[0]
    return name === undefined ? undefined : (backend?.environment?.[name] ?? undefined)
  }
  const whole = value('scheme://user:password@host:1/name')
  const scheme = part === 'database' ? 'postgresql' : 'redis'
  const [port = ''] = /^\d+$/.exec(value('1') ?? '') ?? []
  // The host is replaced below.
  const url = URL.parse(whole ?? `${scheme}://host:${port}/${value('name') ?? ''}`)
  if (url === null) throw inconclusive(`the backend's address of the ${part} is no URL`)
  if (whole === undefined) {
    url.username = encodeURIComponent(value('user') ?? '')
    url.password = encodeURIComponent(value('password') ?? '')
  }
  const [container] = await composition.containers(composition.service(part))
  if (!container) throw inconclusive(`the ${part} has no container`)
  url.hostname = await composition.addressOf(container)
  return url
}

async function withDatabase<T>(composition: Composition, use: (client: Client) => Promise<T>) {
  const attempt = async () => {
    const { href } = await reachable(composition, 'database')
    return { answer: await withSession(href, use, { connectionTimeoutMillis: 5_000 }) }
  }
  const options = { timeoutMs: answerTimeoutMs, intervalMs: 500 }
  return (await waitFor('the database to answer', attempt, options)).answer
}

async function withCache<T>(composition: Composition, use: (client: Redis) => Promise<T>) {
  const attempt = async () => {
    const url = (await reachable(composition, 'cache')).href
    const client = new Redis(url, { lazyConnect: true, retryStrategy: null, connectTimeout: 5_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      return { answer: await use(client) }
    } finally {
      client.disconnect()
    }
  }
  const options = { timeoutMs: answerTimeoutMs, intervalMs: 500 }
  return (await waitFor('the cache to answer', attempt, options)).answer
}

async function write(composition: Composition): Promise<void> {
  await withDatabase(composition, async (client) => {
    await client.query(`create table if not exists ${marker} (id int primary key, text text)`)
    const text = `insert into ${marker} select n, md5(n::text) from generate_series(1, ${rows}) n
      on conflict do nothing`
    await client.query(text)
  })
  await withCache(composition, async (client) => {
    for (let key = 0; key < keys; key += 1) {
      await client.set(`${marker}:${key}`, String(key), 'EX', 3_600)
    }
  })
}

async function readBack(composition: Composition) {
  const found = await withDatabase(composition, async (client) => {
    const sum = "coalesce(md5(string_agg(text, ',' order by id)), '')"
    const text = `select count(*)::int as count, ${sum} as sum from ${marker}`
    // A database that lost its files lacks this table.
    const result = await client.query(text).catch(() => undefined)
    return result?.rows[0] ?? { count: 0, sum: '' }
  })
  const cached = await withCache(composition, async (client) => {
    const names = Array.from({ length: keys }, (_, key) => `${marker}:${key}`)
    const values = await client.mget(names)
    return values.filter((value, key) => value === String(key)).length
  })
  return { rows: found.count as number, sum: found.sum as string, keys: cached }
}

async function open(target: Target, composition: Composition) {
  target.onClose(() => composition.close())
  return composition
}

interface Judging {
  evidence: Evidence
  expect: ExpectStatic
}

/** Docker makes a nameless volume where the image declares one, unless another is mounted there. */
async function judgeVolumes(target: Target, { evidence, expect }: Judging) {
  const { config } = target
  if (config.manifests?.compose === undefined) return
  const { services } = readCompose((await composeManifest(target)).text)
  for (const part of ['database', 'cache'] as const) {
    const service = serviceFor(part, services, config)
    if (!service) continue
    const problem = misplacedVolume(service)
    evidence.observe('volumes', { service: service.name, mounts: service.mounts, problem })
    evidence.floor('volumes', 1)
    expect.soft(problem, `volumes of ${service.name}`).toBeUndefined()
  }
}

check('container.data-survives', async ({ target, stack, evidence, expect }) => {
  await judgeVolumes(target, { evidence, expect })
  const composition = await open(target, await Composition.open(target, stack))
  const data = [composition.service('database'), composition.service('cache')]
  await composition.up(data)
  await write(composition)
  const before = await readBack(composition)
  evidence.observe('before', before)
  if (before.rows !== rows || before.keys !== keys)
    throw inconclusive('the rows or keys were not written')
  await composition.down({ volumes: false })
  const left = await composition.containers(composition.service('database'))
  evidence.observe('down', { containersLeft: left.length })
  if (left.length > 0) throw inconclusive('the database still has a container after "down"')
  await composition.up(data)
  const after = await readBack(composition)
  evidence.observe('after', after)
  evidence.floor('after', 1)
  expect.soft({ rows: after.rows, sum: after.sum }, 'rows after down and up').toEqual({
    rows: before.rows,
    sum: before.sum,
  })
  expect.soft(after.keys, 'number of cached keys after down and up').toBe(before.keys)
})

/** How long the backend runs alone once it answers: longer than a connection attempt takes. */
const aloneMs = { quick: 6_000, thorough: 20_000 }
/** A backend that listens only once it has its database never answers before. */
const firstAnswerMs = 20_000
/** Retries come within seconds, and with a growing back-off within this, or as many starts. */
const recovery = { minMs: 60_000, starts: 4 }

check('container.starts-in-order', async ({ target, stack, quick, evidence, expect }) => {
  const composition = await open(target, await Composition.open(target, stack))
  const backend = composition.service('backend')
  const startMs = performance.now()
  await composition.up([backend])
  const containers = await composition.containers(backend)
  const firsts = containers.map((container) => composition.answers(container, firstAnswerMs))
  const answered = (await Promise.all(firsts)).filter(Boolean).length
  // On a slow machine its other workers start later.
  const startedMs = performance.now() - startMs
  const waitMs = startedMs + (quick ? aloneMs.quick : aloneMs.thorough)
  // Probed throughout, so that every worker tries to reach its database.
  const early = containers.map((container) => composition.becomesReady(container, waitMs))
  if ((await Promise.all(early)).includes(true))
    throw inconclusive('the backend becomes ready without a database')
  const alone = await Promise.all(containers.map(async (one) => (await one.inspect()).State))
  const aloneForMs = Math.round(performance.now() - startMs)
  for (const { Status, ExitCode } of alone) {
    evidence.observe('without a database', { Status, ExitCode, answered, aloneForMs })
  }
  evidence.floor('without a database', 1)
  await composition.up([composition.service('database'), composition.service('cache')])
  // A backend may wait for the migrations, too: they run where the guide runs them.
  await composition.prepare()
  const results = containers.map(async (container) => {
    const recoveryMs = Math.max(recovery.minMs, recovery.starts * startedMs)
    const isReady = await composition.becomesReady(container, recoveryMs)
    const { State, RestartCount } = await container.inspect()
    return { isReady, Status: State.Status, ExitCode: State.ExitCode, RestartCount }
  })
  for (const result of await Promise.all(results)) {
    evidence.observe('with its database', result)
    expect.soft(result.isReady, 'the backend becomes ready once its database is up').toBe(true)
  }
  evidence.floor('with its database', 1)
})
