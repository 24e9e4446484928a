/**
 * Goal: whatever the moment at which a gate dies, nothing of its run is left 10 s later, and
 * nothing else was touched. Method: a fake gate that keeps starting processes is killed at random
 * moments.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { allPids, commandLine, isAlive, ownedProcesses, startTicks } from '../process/proc.ts'
import { waitFor } from '../process/wait.ts'
import type { RunLabels } from '../run-labels.ts'
import { createRun, formatOwner, sweepDeadRuns, thisOwner } from './reaper.ts'

const root = mkdtempSync(join(tmpdir(), 'preflight-reaper-test-'))
const foreign: ChildProcess[] = []
const gates: ChildProcess[] = []

interface Gate {
  process: ChildProcess
  labels: RunLabels
  /** Every process that the gate said it started, with its start. */
  started: { pid: number; ticks: number | undefined }[]
}

function spawnGate(runId: string, mode = 'until-killed') {
  const program = join(import.meta.dirname, 'testing/fake-gate.ts')
  const child = spawn(process.execPath, [program, root, runId, mode], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  gates.push(child)
  return child
}

async function startGate(runId: string, mode?: string): Promise<Gate> {
  const child = spawnGate(runId, mode)
  const lines = createInterface({ input: child.stdout })
  const [first] = await once(lines, 'line')
  const gate: Gate = { process: child, labels: JSON.parse(first), started: [] }
  lines.on('line', (line) => {
    const { pid } = JSON.parse(line)
    gate.started.push({ pid, ticks: startTicks(pid) })
  })
  return gate
}

function startForeign(cwd: string, runId: string): ChildProcess {
  mkdirSync(cwd, { recursive: true })
  const env = { ...process.env, PREFLIGHT_RUN: runId }
  const child = spawn('sleep', ['300'], { cwd, env, stdio: 'ignore' })
  foreign.push(child)
  return child
}

const left = ({ labels, started }: Gate) => [
  ...ownedProcesses(labels),
  ...started.filter(({ pid, ticks }) => ticks && isAlive(pid, ticks)).map(({ pid }) => pid),
]

const watchers = (runId: string) =>
  allPids().filter((pid) => commandLine(pid).some((part) => part.includes(`"runId":"${runId}"`)))

/** Whether a process has taken SIGHUP, the last of the signals that the watcher ignores. */
function minds(pid: number): boolean {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const caught = Number.parseInt(/^SigCgt:\s*(\w+)/m.exec(status)?.[1]?.slice(-8) ?? '0', 16)
  return (caught & 1) === 1
}

async function expectNothingLeft(gate: Gate): Promise<void> {
  const { scratchDir, runId } = gate.labels
  await waitFor(
    `nothing of ${runId} to be left`,
    async () => {
      const remains = [...left(gate), ...watchers(runId)].map((pid) => commandLine(pid).join(' '))
      if (remains.length > 0) throw new Error(remains.join(', '))
      return existsSync(scratchDir) ? undefined : true
    },
    { timeoutMs: 10_000, intervalMs: 50 },
  )
}

beforeAll(() => {
  startForeign(root, 'another-run')
  startForeign(join(root, 'killed-0-and-more'), '')
})
afterEach(() => {
  for (const child of foreign) expect(child.exitCode ?? child.signalCode).toBeNull()
})
afterAll(() => {
  for (const child of [...gates, ...foreign]) child.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

const rounds = Array.from({ length: 10 }, (_, round) => round)
const atOnce = { concurrent: true, timeout: 20_000 }

test.for(rounds)('SIGKILL at a random moment, round %i', atOnce, async (round) => {
  const gate = await startGate(`killed-${round}`)
  await delay(Math.random() * 600)
  gate.process.kill('SIGKILL')
  await once(gate.process, 'exit')
  await expectNothingLeft(gate)
})

test.for(rounds.slice(0, 4))('SIGKILL in its first moment, round %i', async (round) => {
  const runId = `killed-at-once-${round}`
  const child = spawnGate(runId)
  const scratchDir = join(root, runId)
  // No waiting between the looks: the moment that is sought lasts for a millisecond or two.
  const deadline = performance.now() + 10_000
  while (!existsSync(join(scratchDir, 'owner.json')) && performance.now() < deadline);
  child.kill('SIGKILL')
  await once(child, 'exit')
  await expectNothingLeft({
    process: child,
    labels: { runId, scratchDir, owner: '' },
    started: [],
  })
})

test('Ctrl-C for the whole terminal does not take the watcher along', atOnce, async () => {
  const gate = await startGate('interrupted')
  const [watcher = 0] = watchers('interrupted')
  await waitFor('the watcher to handle signals', async () => minds(watcher) || undefined, {
    timeoutMs: 5000,
    intervalMs: 10,
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(watcher, signal)
  await waitFor('the first processes', async () => gate.started.length > 2 || undefined, {
    timeoutMs: 5000,
    intervalMs: 10,
  })
  expect(watchers('interrupted')).toEqual([watcher])
  gate.process.kill('SIGKILL')
  await expectNothingLeft(gate)
})

test('a released watcher removes what the gate forgot, and leaves', atOnce, async () => {
  const gate = await startGate('released', 'release')
  await expectNothingLeft(gate)
})

test('a start sweeps dead runs, with and without an owner, and spares the living', async () => {
  const living = createRun('living', root)
  const neighbour = startForeign(living.scratchDir, living.runId)
  const dead = join(root, 'dead')
  const orphan = startForeign(dead, 'dead')
  foreign.splice(foreign.indexOf(orphan), 1)
  const owner = { ...thisOwner(), pid: orphan.pid, startTicks: thisOwner().startTicks - 1 }
  writeFileSync(join(dead, 'owner.json'), JSON.stringify(owner))
  writeFileSync(join(dead, 'processes.jsonl'), '{"pid":1,"startTicks":-1}\n{"pid":')

  expect(await sweepDeadRuns({ root, docker: false })).toEqual(['dead'])

  await waitFor('the orphan ended', async () => orphan.signalCode ?? undefined, {
    timeoutMs: 2000,
    intervalMs: 10,
  })
  expect(readdirSync(root).sort()).toEqual(['killed-0-and-more', 'living'])
  expect(neighbour.signalCode).toBeNull()
  expect(formatOwner(thisOwner())).toBe(living.owner)
})

test('a dead run whose daemon is gone delays no start, and is kept for the next', async () => {
  const place = join(root, 'killed-0-and-more', 'runs')
  const run = join(place, 'daemonless')
  const orphan = startForeign(run, 'daemonless')
  foreign.splice(foreign.indexOf(orphan), 1)
  const owner = { ...thisOwner(), pid: orphan.pid, startTicks: thisOwner().startTicks - 1 }
  writeFileSync(join(run, 'owner.json'), JSON.stringify(owner))
  writeFileSync(join(run, 'docker-used'), `unix://${join(root, 'no.sock')}`)
  const before = performance.now()

  expect(await sweepDeadRuns({ root: place, docker: false })).toEqual([])

  // Ten seconds, it was: the deadline of a watcher, which has the time.
  expect(performance.now() - before).toBeLessThan(5000)
  expect(readdirSync(run)).toContain('owner.json')
  await waitFor('the orphan ended', async () => orphan.signalCode ?? undefined, {
    timeoutMs: 2000,
    intervalMs: 10,
  })
})
