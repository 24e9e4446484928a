/** Goal: which server is given, and that it may be used, is told before anything is made on it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { defineTarget, type TargetConfig } from '#gate/contract/contract.ts'
import { readGiven } from '#gate/host/reaper/given.ts'
import { LocalEngine } from '#gate/stack/local/engine.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { givenServices } from './given-services.ts'

let folder = ''
let redis: RunningService<'redis'>
const labels = () => ({ runId: 'given', owner: 'test', scratchDir: folder })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-given-'))
  redis = await new LocalEngine(labels()).start('redis', {})
})
afterAll(async () => {
  await redis.remove()
  rmSync(folder, { recursive: true })
})
afterEach(() => vi.unstubAllEnvs())

const launch = { kind: 'command', command: 'node', args: [], port: 'PORT' } as const
const keysAlone = { redis: 'REDIS_URL', redisUse: 'keys' } as const

async function given(part: Partial<TargetConfig>) {
  const config = defineTarget({ name: 'x', launch, backing: keysAlone, ...part })
  return await givenServices({ config, folder, file: join(folder, 'x.yaml'), own: [] }, labels())
}

test('a server of this machine, by the variable that holds its URL', async () => {
  vi.stubEnv('TEST_REDIS', `redis://localhost:${redis.server.port}/3`)
  const found = await given({ services: { redis: { urlFrom: 'TEST_REDIS' } } })
  expect(found.redis?.server.version).toMatch(/^7\./)
  const number = (await found.redis?.takeNumber()) ?? -1
  expect(readGiven(folder).redis?.numbers).toEqual([number])
  await found.redis?.remove()
  expect(readGiven(folder).redis?.numbers).toEqual([])
})

test('an attached target needs none, so that none is asked', async () => {
  const attached = { kind: 'attached', url: 'http://127.0.0.1:1' } as const
  const services = { redis: { url: 'redis://127.0.0.1:1' } }
  expect(await given({ launch: attached, services })).toEqual({})
})

test.for<[part: Partial<TargetConfig>, told: RegExp]>([
  [{ services: { redis: { urlFrom: 'NOT_SET' } } }, /^services\.redis\.urlFrom: .* is not set$/],
  [
    { services: { postgres: { url: 'postgresql://app@192.0.2.7:5432/app' } } },
    /^services\.postgres\.url: 192\.0\.2\.7 is another machine/,
  ],
  [
    { services: { redis: { url: 'redis://192.0.2.7' } } },
    /^services\.redis\.url: 192\.0\.2\.7 is another machine/,
  ],
  [
    { services: { redis: { url: 'redis://127.0.0.1:1' } } },
    /^services\.redis\.url: cannot use the server at 127\.0\.0\.1:1: /,
  ],
  [
    { services: { redis: { url: 'redis://127.0.0.1:1' } }, backing: { redis: 'REDIS_URL' } },
    /^services\.redis\.url: checks share a given Redis by numbered databases/,
  ],
])('%j', async ([part, told]) => {
  await expect(given(part)).rejects.toMatchObject({
    code: 'PREFLIGHT_E_CONFIG',
    exitCode: 3,
    message: expect.stringMatching(told),
  })
})

test('another machine that the config allows is asked', async () => {
  const allowHosts = [{ host: 'given.invalid', confirmed: true as const }]
  const services = { redis: { url: 'redis://given.invalid:6379' } }
  await expect(given({ allowHosts, services })).rejects.toThrow(
    /cannot use the server at given\.in/,
  )
})
