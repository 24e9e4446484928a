/**
 * Goal: containers, networks and volumes of a gate that was killed are gone 10 s later, those just
 * being made included, and foreign ones stay.
 */

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { formatOwner, sweepDeadRuns, thisOwner } from '#gate/host/reaper/reaper.ts'
import { resolveImage } from '#gate/stack/docker/images.ts'

const run = promisify(execFile)
const root = mkdtempSync(join(tmpdir(), 'preflight-reaper-docker-'))
const unique = `t${process.pid}`
let image = ''

async function docker(...args: string[]): Promise<string[]> {
  return (await run('docker', args)).stdout.split('\n').filter(Boolean)
}

async function left(runId: string): Promise<string[]> {
  const filter = ['--quiet', '--filter', `label=preflight.run=${runId}`]
  const lists = [
    ['ps', '--all'],
    ['network', 'ls'],
    ['volume', 'ls'],
  ]
  return (await Promise.all(lists.map((list) => docker(...list, ...filter)))).flat()
}

function create(runId: string, owner: string): Promise<string[]> {
  const marks = ['--label', `preflight.run=${runId}`, '--label', `preflight.owner=${owner}`]
  return docker('run', '--detach', '--network', 'none', ...marks, image, 'sleep', '300')
}

async function killDuring(runId: string, afterMs: number): Promise<{ scratchDir: string }> {
  const program = join(import.meta.dirname, 'support/fake-docker-gate.ts')
  const gate = spawn(process.execPath, [program, root, runId, image], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const lines = createInterface({ input: gate.stdout })
  const [labels] = await once(lines, 'line')
  await delay(afterMs)
  gate.kill('SIGKILL')
  await once(gate, 'exit')
  return JSON.parse(labels)
}

beforeAll(async () => {
  image = await resolveImage('redis')
  await create(`${unique}-living`, formatOwner(thisOwner()))
})
afterAll(async () => {
  const ids = await docker(
    'ps',
    '--all',
    '--quiet',
    '--filter',
    `label=preflight.run=${unique}-living`,
  )
  await docker('rm', '--force', ...ids)
  rmSync(root, { recursive: true, force: true })
})

test.for([...Array(5).keys()])('SIGKILL while containers are made, round %i', async (round) => {
  const runId = `${unique}-killed-${round}`
  const { scratchDir } = await killDuring(runId, 100 + Math.random() * 2500)
  await waitFor(
    `nothing of ${runId} to be left`,
    async () => (existsSync(scratchDir) || (await left(runId)).length > 0 ? undefined : true),
    { timeoutMs: 10_000, intervalMs: 100 },
  )
  // A container that was still being made must not turn up after the watcher has left.
  await delay(1000)
  expect(await left(runId)).toEqual([])
  expect(await left(`${unique}-living`)).toHaveLength(1)
})

test('a start removes what a dead owner left, and nothing of a living one', async () => {
  const runId = `${unique}-dead`
  await create(runId, formatOwner({ ...thisOwner(), startTicks: 1 }))
  await create(`${unique}-elsewhere`, formatOwner({ ...thisOwner(), bootId: 'another-boot' }))
  expect(await sweepDeadRuns({ root })).toContain(runId)
  expect(await left(runId)).toEqual([])
  expect(await left(`${unique}-living`)).toHaveLength(1)
  const elsewhere = await left(`${unique}-elsewhere`)
  expect(elsewhere).toHaveLength(1)
  await docker('rm', '--force', ...elsewhere)
})
