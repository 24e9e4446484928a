/** Docker goes away in the middle of a run: said clearly, in bounded time, and cleaned up later. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { smallTarget, startGate } from './support/gate.ts'
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

test('docker gone in mid-run: a clear message, no hang, evidence kept, nothing left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-line-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'docker.sock')
  const line = await openLine(path)
  const claims = ['observability.health-shape', 'configuration.secret-key-default-refused']
  const gate = startGate(['--target', smallTarget, '--engine', 'docker', '--only', ...claims], {
    environment: { PREFLIGHT_FIXTURE: 'backed', DOCKER_HOST: `unix://${path}` },
  })
  await waitFor('a first result', async () => / 1\/2 /.test(gate.stderr()) || undefined, {
    timeoutMs: 60_000,
    intervalMs: 10,
  })
  const run = runOf(gate.child.pid as number)
  if (!run) throw new Error('the run has no folder')
  line.cut()
  const exitCode = await gate.ended
  expect([1, 2], gate.stdout() + gate.stderr()).toContain(exitCode)
  expect(gate.stdout()).toMatch(/PREFLIGHT_E_STACK|Docker|docker/)
  const [stored] = readdirSync(gate.out)
  expect(readdirSync(join(gate.out, stored ?? '', 'evidence')).length).toBeGreaterThan(0)
  const again = await openLine(path)
  onTestFinished(() => again.cut())
  await waitFor('nothing to be left', async () => residueOf(run).length === 0 || undefined, {
    timeoutMs: 20_000,
    intervalMs: 200,
  })
})
