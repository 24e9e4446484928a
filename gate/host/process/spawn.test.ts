import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { root } from '#gate/installation.mjs'
import { isAlive, ownedProcesses, processTree, startTicks } from './proc.ts'
import { endOwned, processRecordsFile, signalTree, spawnOwned } from './spawn.ts'
import { waitFor } from './wait.ts'

const patience = { timeoutMs: 5000, intervalMs: 10 }
let scratchDir: string
let labels: { runId: string; scratchDir: string }

beforeEach(() => {
  scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  labels = { runId: `run-${process.pid}-${Date.now()}`, scratchDir }
  mkdirSync(join(scratchDir, 'work'))
})
afterEach(() => rmSync(scratchDir, { recursive: true, force: true }))

function shell(script: string) {
  const env = { PATH: process.env.PATH }
  const cwd = join(scratchDir, 'work')
  return spawnOwned({ command: 'sh', args: ['-c', script], env, cwd, labels, what: 'shell' })
}

test('a process is written down and found by the run it belongs to', async () => {
  const child = shell('sleep 30')
  const pid = child.pid as number
  const record = JSON.parse(readFileSync(processRecordsFile(scratchDir), 'utf8'))
  expect(record).toEqual({ pid, startTicks: startTicks(pid), what: 'shell' })
  await waitFor(
    'the environment of the process',
    async () => ownedProcesses(labels).includes(pid) || undefined,
    {
      ...patience,
    },
  )
  await endOwned(child, { signal: 'SIGKILL', graceMs: 0 })
  expect(ownedProcesses(labels)).toEqual([])
})

test('the end takes descendants along, those in groups of their own too', async () => {
  const child = shell('trap "" TERM; setsid sleep 30 & sleep 30; wait')
  const tree = await waitFor(
    'three processes',
    async () => {
      const pids = processTree(child.pid as number)
      return pids.length >= 3 ? pids : undefined
    },
    patience,
  )
  const ticks = new Map(tree.map((pid) => [pid, startTicks(pid)]))
  await endOwned(child, { signal: 'SIGTERM', graceMs: 100 })
  expect(tree.filter((pid) => isAlive(pid, ticks.get(pid)))).toEqual([])
  await endOwned(child, { signal: 'SIGTERM', graceMs: 100 })
})

test('a stopped tree goes on when continued', async () => {
  const child = shell('sleep 0.1; echo done')
  signalTree(child.pid as number, 'SIGSTOP')
  signalTree(child.pid as number, 'SIGCONT')
  const [text] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  expect(String(text)).toBe('done\n')
  await endOwned(child, { signal: 'SIGTERM', graceMs: 1000 })
})

test('a missing program is named', () => {
  const cwd = scratchDir
  const start = () => spawnOwned({ command: 'no-such', args: [], env: {}, cwd, labels, what: 'x' })
  expect(start).toThrow(expect.objectContaining({ code: 'PREFLIGHT_E_TOOL_MISSING' }))
})

test("a program is found on the user's PATH, without what npm installed for us", async () => {
  const users = join(scratchDir, 'bin')
  mkdirSync(users)
  writeFileSync(join(users, 'node'), '#!/bin/sh\necho of the user\n', { mode: 0o755 })
  const env = { PATH: `${join(root, 'node_modules/.bin')}:${users}:/usr/bin:/bin` }
  const cwd = join(scratchDir, 'work')
  const child = spawnOwned({ command: 'node', args: ['-v'], env, cwd, labels, what: 'target' })
  const [said] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  expect(String(said)).toBe('of the user\n')
  await endOwned(child, { signal: 'SIGKILL', graceMs: 0 })
})
