/**
 * What sharing servers saves: the whole quick gate on Docker, beside the sum of its checks if each
 * one started and migrated a PostgreSQL and a Redis of its own.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { median } from '#gate/kit/model/statistics.ts'
import { openBroker } from '#gate/stack/broker.ts'
import { connectStack } from '#gate/stack/client.ts'
import { closeAdminConnections, createDatabase } from '#gate/stack/databases.ts'
import { DockerEngine } from '#gate/stack/docker/engine.ts'
import { migrateReference } from './reference-deployment.ts'
import type { BenchResult } from './result.ts'

const root = resolve(import.meta.dirname, '..')
const setUps = 5

/** Seconds from nothing to a migrated database and a Redis, each in a container of its own. */
async function ownServersSeconds(): Promise<number> {
  const scratchDir = await mkdtemp(join(tmpdir(), 'preflight-bench-'))
  const labels = { runId: `bench-${process.pid}`, owner: 'bench', scratchDir }
  const broker = await openBroker(new DockerEngine(labels), labels)
  const stack = connectStack(broker.socketPath)
  try {
    const startMs = performance.now()
    const postgres = await stack.dedicated('postgres', {})
    const redis = await stack.dedicated('redis', {})
    const database = await createDatabase(postgres.server, {})
    await migrateReference({ databaseUrl: database.url, redisUrl: `${redis.server.url}/0` })
    return (performance.now() - startMs) / 1000
  } finally {
    await closeAdminConnections()
    await stack.close()
    await broker.close()
    await rm(scratchDir, { recursive: true, force: true })
  }
}

interface RunTimes {
  wallSeconds: number
  /** Of each check that ran. */
  checks: number[]
}

/** Runs the whole quick gate on Docker, whatever its verdict. */
async function runGate(): Promise<RunTimes> {
  const out = await mkdtemp(join(tmpdir(), 'preflight-bench-'))
  try {
    const main = join(root, 'gate/cli/main.ts')
    const args = [main, 'gate', '--quick', '--engine', 'docker', '--out', out]
    const startMs = performance.now()
    await once(spawn(process.execPath, args, { cwd: root, stdio: 'ignore' }), 'close')
    const wallSeconds = (performance.now() - startMs) / 1000
    const [folder = ''] = await readdir(out)
    const run = JSON.parse(await readFile(join(out, folder, 'run.json'), 'utf8'))
    const checks = run.claims
      .flatMap(({ checks: ofClaim }: { checks: { ran: boolean; seconds: number }[] }) => ofClaim)
      .filter(({ ran }: { ran: boolean }) => ran)
      .map(({ seconds }: { seconds: number }) => seconds)
    return { wallSeconds, checks }
  } finally {
    await rm(out, { recursive: true, force: true })
  }
}

/**
 * P1. The checks' own times are those of the run, in which two or more stand side by side: what a
 * check alone would take is less, and so the naive sum is a little too large.
 */
export async function wholeGate(): Promise<BenchResult> {
  const setUpSeconds: number[] = []
  for (let count = 0; count < setUps; count += 1) setUpSeconds.push(await ownServersSeconds())
  const { wallSeconds, checks } = await runGate()
  const setUp = median(setUpSeconds)
  const naive = checks.reduce((sum, seconds) => sum + seconds + setUp, 0)
  const rounded = (seconds: number) => Math.round(seconds * 10) / 10
  return {
    name: 'whole-gate',
    value: Math.round((wallSeconds / naive) * 1000) / 1000,
    goal: '<= 0.35',
    unit: 'ratio',
    runs: 1,
    reference:
      `${checks.length} checks with own servers: ${rounded(naive)} s, ` +
      `of it ${rounded(setUp)} s each to set up; the gate took ${rounded(wallSeconds)} s`,
  }
}
