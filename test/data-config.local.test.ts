/**
 * Goal: a backend whose login is a form with a token, and whose session is a cookie, is gated
 * without code. The backend is a real process, started as the gate starts any.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '#gate/contract/contract.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { endOwned, spawnOwned } from '#gate/host/process/spawn.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { HttpClient } from '#gate/system/http.ts'
import { type LoadedTarget, loadTarget } from '#gate/system/load-target.ts'
import { RunningTarget } from '#gate/system/running.ts'
import { runGate } from './support/gate.ts'

const file = join(import.meta.dirname, 'fixtures/csrf-backend.config.yaml')
const ada = { name: 'ada', email: 'ada@example.com', password: 'correct horse' }

describe('its operations', () => {
  let scratchDir = ''
  let loaded: LoadedTarget
  let running: RunningTarget
  let session: Session
  let stop = async () => {}

  beforeAll(async () => {
    scratchDir = await mkdtemp(join(tmpdir(), 'preflight-data-'))
    loaded = await loadTarget(file)
    const port = await freePort()
    const child = spawnOwned({
      command: process.execPath,
      args: ['csrf-backend.mjs'],
      cwd: loaded.folder,
      env: { PORT: String(port) },
      labels: { runId: 'data-config', scratchDir },
      what: 'backend',
    })
    const client = new HttpClient(`http://127.0.0.1:${port}`)
    stop = async () => {
      await client.close()
      await endOwned(child, { signal: 'SIGKILL', graceMs: 0 })
    }
    running = new RunningTarget(loaded.config, client)
    const isUp = async () => (await running.try({ method: 'GET', path: '/health' })).ok || undefined
    await waitFor('the backend', isUp, { timeoutMs: 10_000, intervalMs: 50 })
    session = await running.login(ada)
  })
  afterAll(async () => {
    await stop()
    await rm(scratchDir, { recursive: true, force: true })
  })

  test('the session has the cookies that are left, and the token of the form', () => {
    expect(session).toEqual({
      headers: {
        cookie: expect.stringMatching(/^sid=[0-9a-f]{24}; theme=dark$/),
        'x-csrf': expect.stringMatching(/^[0-9a-f]{24}$/),
      },
    })
  })

  test('a wrong password is refused after the steps', async () => {
    const login = running.operation('login')
    expect(await running.try(login.request({ ...ada, password: 'no' }))).toMatchObject({
      status: 401,
    })
  })

  test('a check may change the request: what the steps bring is kept', async () => {
    const spec = running.operation('login').request(ada)
    const { form } = spec
    const wrong = { ...spec, form: { ...form, email: 'else@example.com' } }
    expect(await running.try(wrong)).toMatchObject({ status: 401 })
  })

  test('a file is sent, and its record read', async () => {
    const create = running.operation('createRecord')
    const made = await running.send(create.request('', 'näme'), { session })
    const id = create.result(made)
    expect(id).toMatch(/^\d+$/)
    const read = running.operation('readRecord')
    const reply = await running.send(read.request({ company: '', id }), { session })
    expect(read.result(reply)).toBe('näme')
    expect(reply.json).toMatchObject({ file: 'of näme' })
  })

  test('a session ends', async () => {
    const profile = running.operation('profile')
    expect(profile.result(await running.send(profile.request(), { session }))).toBe(ada.email)
    const logout = running.operation('logout')
    expect(await running.send(logout.request(session), { session })).toMatchObject({ status: 204 })
    expect(await running.try(profile.request(), { session })).toMatchObject({ status: 401 })
  })
})

test('the gate judges it', async () => {
  const claims = ['observability.health-shape', 'http.hostile-input']
  const args = ['--target', file, '--engine', 'local', '--quick', '--json', '--only', ...claims]
  const out = await mkdtemp(join(tmpdir(), 'preflight-data-runs-'))
  try {
    const { stdout } = await runGate([...args, '--out', out])
    const verdicts = JSON.parse(stdout).claims.map((claim: { id: string; verdict: string }) => [
      claim.id,
      claim.verdict,
    ])
    expect(Object.fromEntries(verdicts)).toEqual({
      'observability.health-shape': 'pass',
      'http.hostile-input': 'pass',
    })
  } finally {
    await rm(out, { recursive: true, force: true })
  }
}, 120_000)
