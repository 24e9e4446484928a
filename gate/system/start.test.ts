/** Starts of a server that binds before it loads the application: listening is not serving. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineTarget } from '#gate/contract/contract.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { Pace } from './pace.ts'
import { SpawnedTarget } from './spawned-target.ts'
import { Launching } from './start.ts'

/** Longer than anything that a start on a fast machine takes by itself. */
const loadsMs = 2_000
/** A ready endpoint that says no is asked until then. */
const readyTimeoutMs = 4_000

let scratchDir = ''
const stops: (() => Promise<void>)[] = []

beforeAll(async () => {
  scratchDir = await mkdtemp(join(tmpdir(), 'preflight-start-'))
})
afterAll(async () => {
  for (const stop of stops) await stop()
  await rm(scratchDir, { recursive: true, force: true })
})

/** A start of the fake server in a variant. */
function start(variant: Record<string, string>, endpoints: Record<string, string> = {}) {
  const config = defineTarget({
    name: 'master',
    launch: {
      kind: 'command',
      command: process.execPath,
      args: ['master.mjs'],
      port: 'PORT',
      readyTimeoutMs,
    },
    endpoints,
  })
  const plan = {
    launch: config.launch as Extract<typeof config.launch, { kind: 'command' }>,
    folder: join(import.meta.dirname, 'testing'),
    labels: { runId: 'start-test', scratchDir },
    environment: (port: number) => ({
      PORT: variant.SERVES_ON ?? String(port),
      LOADS_MS: String(loadsMs),
      ...variant,
    }),
  }
  return new Launching(
    () => SpawnedTarget.start(plan),
    config,
    new Pace(),
    (stop) => {
      stops.push(stop)
    },
  )
}

describe.concurrent('a bad value is refused', () => {
  test('by a worker, seconds after the master has bound', async () => {
    const refusal = await start({ KEY: 'bad' }).exit()
    expect(refusal).toMatchObject({ listened: true, started: false, answered: null, exitCode: 3 })
    expect(refusal.output).toContain('KEY is a value')
    expect(refusal.seconds).toBeGreaterThan(loadsMs / 1000)
  })

  test.each(['502', '503'])('although the master answers %s meanwhile', async (MEANWHILE) => {
    const refusal = await start({ KEY: 'bad', MEANWHILE }).exit()
    expect(refusal).toMatchObject({ started: false, exitCode: 3 })
  })

  test('by every worker, and the master starts the next one for ever', async () => {
    const refusal = await start({ KEY: 'bad', AFTERWARDS: 'restart' }).exit()
    expect(refusal).toMatchObject({ started: false, workersLoop: true, workers: 1, exitCode: null })
    expect(refusal.seconds).toBeLessThan(2 * (loadsMs / 1000))
  })
})

describe.concurrent('a sound start', () => {
  test.each(['hold', '502', '503'])('is none (before it: %s)', async (MEANWHILE) => {
    const refusal = await start({ KEY: 'good', MEANWHILE }).exit()
    expect(refusal).toMatchObject({ started: true, answered: 200 })
  })

  test('is ready only when a worker answers, also without an endpoint for it', async () => {
    const running = await start({ KEY: 'good', MEANWHILE: '502' }).ready()
    expect(running.startedInMs).toBeGreaterThan(loadsMs)
  })

  test('has started although it says 503 all the time', async () => {
    const launching = start({ KEY: 'good', READY: '503' }, { health: '/ready', ready: '/ready' })
    expect(await launching.exit()).toMatchObject({ started: true })
  })
})

describe.concurrent('a start that fails explains itself', () => {
  test('by the last answer, the ports and the output', async () => {
    const launching = start({ KEY: 'good', READY: '503' }, { ready: '/ready' })
    const parts = [
      'did not become ready within 4000 ms',
      'GET /ready answered 503: {"database":"down"}',
      'it listens on port \\d+',
      'it printed nothing',
    ]
    await expect(launching.ready()).rejects.toThrow(new RegExp(parts.join('; ')))
  })

  test('by the exit code and what it printed', async () => {
    await expect(start({ KEY: 'bad' }).ready()).rejects.toThrow(
      /it ended \(code 3\); GET \/ got no answer \(\w+\); it printed:\nKEY is a value/,
    )
  })

  test('by a second port that another start has, and is no refusal', async () => {
    const port = await freePort()
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    const words = `port ${port} was taken: if it opens that too, name its variable in launch.other`
    const variant = { KEY: 'bad', ADMIN_PORT: String(port) }
    await expect(start(variant).ready()).rejects.toThrow(words)
    await expect(start(variant).exit()).rejects.toThrow(words)
    other.close()
  })

  test('by the port that it listens on instead', async () => {
    const other = String(await freePort())
    await expect(start({ KEY: 'good', SERVES_ON: other }).ready()).rejects.toThrow(
      new RegExp(`no answer \\(ECONNREFUSED\\); it listens on port ${other}, not on \\d+`),
    )
  })
})
