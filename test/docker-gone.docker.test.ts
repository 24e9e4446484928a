/** Docker goes away in the middle of a run: said clearly, in bounded time, and cleaned up later. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { smallTarget, startGate } from './support/gate.ts'
import { boundMs, checksOf, endOf } from './support/own-service.ts'
import { residueOf, runOf } from './support/residue.ts'

/** The daemon that this machine's tests run on. */
const daemon = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '')

/** A socket that leads to the daemon until it is cut. */
async function openLine(path: string): Promise<{ cut(): void }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((near) => {
    const far = connect(daemon)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((listening) => server.listen(path, listening))
  return {
    cut: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** A check that waits 3 s for a backend that does not start without its key, and a quick one. */
const claims = ['configuration.secret-key-missing-refused', 'observability.health-shape']
/** What a busy machine may take, which is not what is tested. */
const timeout = 360_000
const ways = [
  { what: 'servers in containers', target: smallTarget, engine: 'docker' },
  { what: 'the target in one', target: 'test/fixtures/small.image.config.ts', engine: 'local' },
]

test.each(ways)('docker gone in mid-run, with $what', { timeout }, async ({ target, engine }) => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-line-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'docker.sock')
  const line = await openLine(path)
  const gate = startGate(['--target', target, '--engine', engine, '--only', ...claims], {
    environment: { PREFLIGHT_FIXTURE: 'patient', DOCKER_HOST: `unix://${path}` },
  })
  await waitFor('a first result', async () => / 1\/2 /.test(gate.stderr()) || undefined, {
    timeoutMs: 240_000,
    intervalMs: 10,
  })
  const run = runOf(gate.child.pid as number)
  if (!run) throw new Error('the run has no folder')
  line.cut()
  const cutAt = Date.now()
  expect(await gate.ended, gate.stdout() + gate.stderr()).toBe(2)
  const checks = checksOf(gate)
  const stopped = checks.filter(({ troubles }) => troubles.length > 0)
  expect(checks.flatMap(({ failures }) => failures)).toEqual([])
  expect(stopped.map(({ troubles }) => troubles)).toEqual([
    [
      {
        code: 'PREFLIGHT_E_STACK',
        message: 'the Docker daemon does not answer any more, so nothing was judged by it',
        hint: expect.stringContaining('no fault of the target'),
      },
    ],
  ])
  for (const check of stopped) expect(endOf(check) - cutAt).toBeLessThan(boundMs)
  const [stored] = readdirSync(gate.out)
  expect(readdirSync(join(gate.out, stored ?? '', 'evidence')).length).toBeGreaterThan(0)
  const again = await openLine(path)
  onTestFinished(() => again.cut())
  await waitFor('nothing to be left', async () => residueOf(run).length === 0 || undefined, {
    timeoutMs: 90_000,
    intervalMs: 200,
  })
})
