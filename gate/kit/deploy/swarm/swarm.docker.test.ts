/** Several runs share the Swarm of one daemon: the last one leaves it, whoever made it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { docker } from './docker-command.ts'
import { ensureSwarm } from './swarm.ts'
import { TrialNetwork } from './trial-network.ts'

const folders: string[] = []

function run(runId: string): RunLabels {
  const scratchDir = mkdtempSync(join(tmpdir(), 'preflight-swarm-test-'))
  folders.push(scratchDir)
  return { runId: `${runId}-${process.pid}`, owner: `${process.pid}:0:test`, scratchDir }
}

const state = async () => (await docker(['info', '--format', '{{.Swarm.LocalNodeState}}'])).trim()

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

test('the run that made the Swarm ends first, and the other goes on', async () => {
  const [first, second] = [run('swarm-first'), run('swarm-second')]
  const made = await ensureSwarm(first)
  const shared = await ensureSwarm(second)
  const network = await TrialNetwork.make(second.runId, second)
  try {
    await made.leave()
    expect(await state()).toBe('active')
  } finally {
    await network.remove()
    await shared.leave()
  }
  expect(await state()).toBe('inactive')
  await shared.leave()
})
