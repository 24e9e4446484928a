import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PreflightError } from '#gate/errors.ts'
import { type Broker, openBroker } from './broker.ts'
import { connectStack, type StackClient } from './client.ts'
import { Shelf } from './shelf.ts'
import { RecordingEngine } from './testing/recording-engine.ts'

describe('broker and client', () => {
  let engine: RecordingEngine
  let broker: Broker
  let scratchDir: string
  let clients: StackClient[]
  beforeEach(async () => {
    engine = new RecordingEngine()
    scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
    broker = await openBroker(engine, { runId: 'r', owner: 'o', scratchDir })
    clients = [connectStack(broker.socketPath), connectStack(broker.socketPath)]
  })
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()))
    await broker.close()
    rmSync(scratchDir, { recursive: true })
  })

  test('concurrent requests of several clients share one start', async () => {
    const asked = clients.flatMap((client) => [client.shared('redis'), client.shared('redis')])
    const servers = await Promise.all(asked)
    expect(new Set(servers.map((server) => server.port)).size).toBe(1)
    expect(engine.calls).toEqual(['start redis'])
  })

  test('the broker ends no connection that a client may be about to use', async () => {
    const agent = new Pool('http://stack', { socketPath: broker.socketPath })
    const { headers, body } = await agent.request({ path: '/engine', method: 'POST', body: '{}' })
    await body.dump()
    await agent.close()
    expect(headers['keep-alive'], 'time after which it would').toBeUndefined()
  })

  test('nothing is started before somebody asks', async () => {
    expect(await clients[0]?.engine()).toEqual({ name: 'local', provenance: { redis: 'a test' } })
    expect(engine.calls).toEqual([])
  })

  test('a failed start reaches every asker with code and hint', async () => {
    engine.failures = 1
    const asked = clients.map((client) => client.shared('postgres'))
    for (const request of await Promise.allSettled(asked)) {
      expect(request).toMatchObject({
        status: 'rejected',
        reason: { code: 'PREFLIGHT_E_TOOL_MISSING', message: 'no postgres', hint: 'install it' },
      })
    }
    expect(engine.calls).toEqual(['start postgres'])
  })

  test('redis databases are distinct, never 0, and end', async () => {
    const asked = clients.map((client) => client.redisDatabase())
    const third = clients[0]?.redisDatabase()
    expect((await Promise.all([...asked, third])).sort()).toEqual([1, 2, 3])
    await expect(clients[0]?.redisDatabase()).rejects.toMatchObject({ code: 'PREFLIGHT_E_STACK' })
  })

  test('the levers of a dedicated service reach it, until it is removed', async () => {
    const service = await clients[0]?.dedicated('redis', {})
    await service?.stop('crash')
    await service?.start()
    await service?.pause()
    await service?.resume()
    expect(await service?.log()).toBe('a log')
    await service?.remove()
    await service?.remove()
    const expected = ['start', 'stop', 'start again', 'pause', 'resume', 'remove']
    expect(engine.calls.map((call) => call.replace(/ redis.*/, ''))).toEqual(expected)
    await expect(service?.start()).rejects.toMatchObject({ code: 'PREFLIGHT_E_STACK' })
  })

  test('closing removes what was started and what is starting, and the socket', async () => {
    await clients[0]?.shared('redis')
    await clients[0]?.dedicated('toxiproxy', {})
    const starting = clients[1]?.shared('postgres').catch((error: PreflightError) => error.code)
    while (!engine.calls.includes('start postgres')) await new Promise(setImmediate)
    await Promise.all([broker.close(), broker.close()])
    expect(await starting).toBe('PREFLIGHT_E_STACK')
    const removed = engine.calls.filter((call) => call.startsWith('remove')).sort()
    expect(removed).toEqual(['remove postgres', 'remove redis', 'remove toxiproxy'])
    expect(existsSync(broker.socketPath)).toBe(false)
  })

  test('the socket is open to this account alone; a broker that is gone is named', async () => {
    expect(statSync(broker.socketPath).mode & 0o777).toBe(0o600)
    await broker.close()
    await expect(clients[0]?.shared('redis')).rejects.toMatchObject({ code: 'PREFLIGHT_E_STACK' })
  })

  test('a path that is too long for a socket is refused', async () => {
    const labels = { runId: 'r', owner: 'o', scratchDir: join(scratchDir, 'x'.repeat(100)) }
    await expect(openBroker(engine, labels)).rejects.toMatchObject({ code: 'PREFLIGHT_E_STORAGE' })
  })
})

test('a failed shared start is tried again after five seconds, not before', async () => {
  const engine = new RecordingEngine()
  engine.failures = 1
  let nowMs = 0
  const shelf = new Shelf(engine, () => nowMs)
  await expect(shelf.shared('redis')).rejects.toThrow('no redis')
  nowMs = 4999
  await expect(shelf.shared('redis')).rejects.toThrow('no redis')
  nowMs = 5000
  await expect(shelf.shared('redis')).resolves.toMatchObject({ port: 1 })
  expect(engine.calls).toEqual(['start redis', 'start redis'])
  await shelf.close()
})
