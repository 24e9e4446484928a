/**
 * The reference backend's own release with Compose, as its files say it: a side is started,
 * migrated, switched to and drained, and the way back, while somebody asks through the edge.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { freePort } from '#gate/host/process/ports.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import { createRun, removeFolder } from '#gate/host/reaper/run-folder.ts'
import { serviceImage } from '#gate/kit/deploy/compose/service-image.ts'
import { buildTargetImage } from '#gate/kit/deploy/image/build.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { removeImages } from '#gate/stack/docker/build-image.ts'
import { composeCommand } from '#gate/stack/docker/compose-command.ts'
import { HttpClient } from '#gate/system/http.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import { root } from './support/gate.ts'

const run = promisify(execFile)
const host = 'api.example.com'
const upTimeoutMs = 120_000
const releaseTimeoutMs = 180_000
const askEveryMs = 20

const runId = `blue-green-${randomBytes(4).toString('hex')}`
const labels = createRun(runId)
let [folder, image] = ['', '']
let compose: readonly string[] = []
let ports = { edge: 0, blue: 0, green: 0 }

const inFolder = (words: readonly string[]) => {
  const [program = '', ...args] = words
  return run(program, args, { cwd: folder, timeout: upTimeoutMs })
}

/** What a site has of its own: images, ports, secrets. */
async function settle(): Promise<void> {
  const secret = () => randomBytes(32).toString('base64url')
  const password = secret()
  const variables = {
    COMPOSE_PROJECT_NAME: runId,
    BACKEND_IMAGE: image,
    BLUE_IMAGE: image,
    BLUE_VERSION: '1.0.0',
    BLUE_PORT: ports.blue,
    GREEN_IMAGE: image,
    GREEN_VERSION: '1.1.0',
    GREEN_PORT: ports.green,
    POSTGRES_USER: 'app',
    POSTGRES_DB: 'app',
    POSTGRES_PASSWORD: password,
    DATABASE_URL: `postgresql://app:${password}@db:5432/app`,
    REDIS_URL: 'redis://redis:6379/0',
    SECRET_KEY: secret(),
    JWT_SECRET_KEY: secret(),
    WORKERS: 2,
    BACKEND_CORS_ORIGINS: `https://${host}`,
    TRUSTED_HOSTS: host,
  }
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
  await writeFile(join(folder, '.env'), lines.join('\n'), { mode: 0o600 })
  const [db, redis, nginx] = await Promise.all(
    ['postgres:15-alpine', 'redis:7-alpine', 'nginx:1.28-alpine'].map(serviceImage),
  )
  // Whatever is left, the next sweep finds by them.
  const own = { labels: containerLabels(labels) }
  const site = {
    services: {
      db: { image: db, ...own },
      redis: { image: redis, ...own },
      'backend-blue': own,
      'backend-green': own,
      nginx: { image: nginx, ...own },
    },
    networks: { inside: own, database: own },
    volumes: { 'postgres-data': own, 'redis-data': own },
  }
  // Its two ports are the host's own: a trial has others.
  const published = `ports: !override ["127.0.0.1:${ports.edge}:443"]`
  const text = stringify(site).replace('  nginx:\n', `  nginx:\n    ${published}\n`)
  await writeFile(join(folder, 'site.yml'), text)
}

/** The plan as it is, with the site's file behind the others, and its ports. */
async function adaptPlan(): Promise<void> {
  const file = join(folder, 'blue-green.json')
  const text = (await readFile(file, 'utf8'))
    .replaceAll('https://127.0.0.1/', `https://127.0.0.1:${ports.edge}/`)
    .replaceAll(':8001/', `:${ports.blue}/`)
    .replaceAll(':8002/', `:${ports.green}/`)
  const plan = JSON.parse(text, (_, value) => {
    if (!Array.isArray(value) || value[1] !== 'compose') return value
    const at = value.lastIndexOf('--file') + 2
    return [...compose, ...value.slice(2, at), '--file', 'site.yml', ...value.slice(at)]
  })
  await writeFile(file, JSON.stringify(plan))
}

const files = ['docker-compose.prod.yml', 'docker-compose.blue-green.yml', 'site.yml']
const composing = (...args: string[]) =>
  inFolder([...compose, ...files.flatMap((file) => ['--file', file]), ...args])

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preflight-blue-green-'))
  await cp(join(root, 'reference-app/deploy'), folder, { recursive: true })
  compose = await composeCommand()
  ports = { edge: await freePort(), blue: await freePort(), green: await freePort() }
  const target = await loadTarget(join(root, 'preflight.config.ts'))
  image = (await buildTargetImage(target, labels, 0)).image
  await inFolder(['./nginx/certificate.sh'])
  // The edge's account reads them by another number than ours.
  await inFolder(['chmod', '-R', 'a+rX', 'nginx'])
  await settle()
  await adaptPlan()
}, 300_000)

afterAll(async () => {
  await composing('down', '--volumes', '--timeout', '1')
  await removeImages([image])
  await rm(folder, { recursive: true, force: true })
  removeFolder(labels.scratchDir)
}, upTimeoutMs)

const release = (action: string) =>
  run(join(root, 'scripts/deploy'), [action, '--plan', join(folder, 'blue-green.json')], {
    timeout: releaseTimeoutMs,
  })

/** Asks all the while, over new connections and kept-alive ones. */
async function askedDuring(client: HttpClient, work: () => Promise<unknown>) {
  const answers: string[] = []
  let isOver = false
  const asking = async (turn: number) => {
    while (!isOver) {
      const headers: Record<string, string> = turn === 0 ? {} : { connection: 'close' }
      const outcome = await client.try({ method: 'GET', path: '/health', headers })
      const version = outcome.ok ? (JSON.parse(outcome.text) as { version: string }).version : ''
      answers.push(outcome.ok ? `${outcome.status} ${version}` : outcome.error)
      await sleep(askEveryMs)
    }
  }
  const askers = [asking(0), asking(1)]
  try {
    await work()
  } finally {
    isOver = true
    await Promise.all(askers)
  }
  return { last: answers.at(-1), kinds: [...new Set(answers)].toSorted(), count: answers.length }
}

test('blue, then green, and back: nobody is refused', {
  timeout: 2 * releaseTimeoutMs,
}, async () => {
  await writeFile(join(folder, 'nginx/live/blue'), '')
  await composing('up', '--detach', 'db', 'redis', 'backend-blue', 'nginx')
  const migrate = ['exec', '-T', 'backend-blue', 'node', 'reference-app/src/cli.ts', 'migrate']
  await composing(...migrate)
  const tls = { servername: host, rejectUnauthorized: false }
  const client = new HttpClient(`https://127.0.0.1:${ports.edge}`, { host }, tls)
  try {
    const serves = async () => {
      const outcome = await client.try({ method: 'GET', path: '/ready' })
      return (outcome.ok && outcome.status === 200) || undefined
    }
    await waitFor('blue to serve', serves, { timeoutMs: upTimeoutMs, intervalMs: 100 })
    for (const [action, to] of [
      ['deploy', '1.1.0+green'],
      ['rollback', '1.0.0+blue'],
    ] as const) {
      const { last, kinds, count } = await askedDuring(client, () => release(action))
      expect(last).toBe(`200 ${to}`)
      expect(kinds).toEqual(['200 1.0.0+blue', '200 1.1.0+green'])
      expect(count).toBeGreaterThan(50)
    }
    const { stdout } = await composing('ps', '--services', '--status', 'running')
    expect(stdout.trim().split('\n').toSorted()).toEqual(['backend-blue', 'db', 'nginx', 'redis'])
  } finally {
    await client.close()
  }
})
