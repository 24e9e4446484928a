import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { PreflightError } from '#gate/errors.ts'
import { dockerAnswers, watchDaemon, withDaemon } from './daemon.ts'

const quick = { pingTimeoutMs: 50, intervalMs: 10, pingsLost: 2 }
const alive = { ...quick, ping: () => Promise.resolve() }
const forever = () => new Promise<never>(() => {})

test('an operation ends as it would without the watch', async () => {
  await expect(withDaemon('look', async () => 7, alive)).resolves.toBe(7)
  const own = new PreflightError('PREFLIGHT_E_TIMEOUT', 'too late')
  await expect(withDaemon('look', () => Promise.reject(own), alive)).rejects.toBe(own)
})

test('what Docker says becomes one of our errors, with what was tried', async () => {
  const refused = () => Promise.reject(new Error('connect ECONNREFUSED'))
  await expect(withDaemon('start redis', refused, alive)).rejects.toMatchObject({
    code: 'PREFLIGHT_E_STACK',
    message: 'cannot start redis: connect ECONNREFUSED',
  })
})

test.each([
  ['is gone', () => Promise.reject(new Error('ENOENT'))],
  ['hangs', forever],
])('an operation without end fails where the daemon %s', async (_, ping) => {
  let told: AbortSignal | undefined
  const operation = (signal: AbortSignal) => {
    told = signal
    return forever()
  }
  const keepAlive = setInterval(() => {}, 1000)
  await expect(withDaemon('start redis', operation, { ...quick, ping })).rejects.toMatchObject({
    code: 'PREFLIGHT_E_STACK',
    message: 'cannot start redis: the Docker daemon does not answer any more',
  })
  clearInterval(keepAlive)
  expect(told?.aborted).toBe(true)
})

test('one lost ping is not the end', async () => {
  let pings = 0
  let finish: (answer: string) => void = () => {}
  const answer = new Promise<string>((resolve) => {
    finish = resolve
  })
  const ping = async () => {
    pings += 1
    if (pings === 1) throw new Error('busy')
    if (pings === 5) finish('done')
  }
  await expect(withDaemon('look', () => answer, { ...quick, ping })).resolves.toBe('done')
})

const gone = { ...quick, ping: () => Promise.reject(new Error('ENOENT')) }

test('a daemon that goes is told, at once and at the end', async () => {
  const keepAlive = setInterval(() => {}, 1000)
  const watch = watchDaemon(gone)
  const message = 'the Docker daemon does not answer any more, so nothing was judged by it'
  expect(await watch.lost).toMatchObject({ code: 'PREFLIGHT_E_STACK', message })
  expect(await watch.end()).toMatchObject({ message })
  clearInterval(keepAlive)
})

test('a daemon that went just before the end is found by the last look', async () => {
  const watch = watchDaemon({ ...gone, intervalMs: 60_000 })
  expect(await watch.end()).toMatchObject({ code: 'PREFLIGHT_E_STACK' })
})

test('a daemon that answers is not told', async () => {
  const watch = watchDaemon(alive)
  expect(await watch.end()).toBeUndefined()
})

test('a socket that accepts and never answers is no daemon', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  const server = createServer(() => {}).listen(join(folder, 'docker.sock'))
  await once(server, 'listening')
  vi.stubEnv('DOCKER_HOST', `unix://${join(folder, 'docker.sock')}`)
  const begin = performance.now()
  expect(await dockerAnswers(700)).toBe(false)
  // Long enough for a busy machine; without a limit it would never end.
  expect(performance.now() - begin).toBeLessThan(10_000)
  vi.unstubAllEnvs()
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})
