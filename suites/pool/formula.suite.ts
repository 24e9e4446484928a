/** All connections that a deployment may open have to fit into the server's max_connections. */
import { dirname } from 'node:path'
import type { SettingName } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { processesConnectedTo } from '#gate/host/process/connections.ts'
import { steadyCount } from '#gate/host/process/steady.ts'
import { deploymentFacts } from '#gate/kit/deploy/compose/facts.ts'
import { oneManifest } from '#gate/kit/deploy/compose/manifest.ts'
import { wholeCompose } from '#gate/kit/deploy/compose/whole.ts'
import { whileLocked } from '#gate/kit/fault/table-lock.ts'
import { Waves } from '#gate/kit/pool/waves.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'
import { connectionsNeeded } from '#guide/tuning-table.ts'

/** Held reads per configured worker, so that every process opens its pool. */
const readsPerWorker = 8
const minReads = 32
/** A process that was late for one wave of reads gets its share of a later one. */
const waves = { maxWaves: 4, apartMs: 500 }
/** How long the number of processes must stay the same. */
const stableMs = 700
/** The same if there are fewer than configured: one may be slow to start. */
const patienceMs = 4_000

async function factsOf(target: Target) {
  const { manifests = {} } = target.config
  const read = async (name: 'compose' | 'environment') =>
    manifests[name] === undefined ? undefined : await oneManifest(target, name)
  const compose = await read('compose')
  return deploymentFacts(target.config, {
    compose: compose && wholeCompose(compose.text, compose.absolute),
    composeFolder: compose && dirname(compose.absolute),
    environment: (await read('environment'))?.text,
  })
}

function numberOf(fact: { value: string; from: string } | undefined, variable: string): number {
  if (fact === undefined) {
    throw unverified({
      because: `${variable} is set in no manifest and not in environment`,
      hint: 'set it in one of them',
    })
  }
  const count = Number(fact.value)
  if (Number.isInteger(count) && count >= 0) return count
  throw inconclusive(`${variable} is "${fact.value}" in ${fact.from}: not a number`)
}

/** Counts the processes that connect to the server while many reads are held at once. */
async function countProcesses(
  target: Target,
  running: RunningTarget,
  { reads, workers }: { reads: number; workers: number },
) {
  const read = running.operation('readRecord')
  const { owner, record } = await makeWorld(target, running)
  const { session } = owner
  const { url } = await target.database()
  const port = Number(new URL(url).port)
  return await whileLocked(url, [read.table], async (lock) => {
    const send = () =>
      Array.from({ length: reads }, () => running.try(running.readOf(record), { session }))
    const held = new Waves({ ...waves, send })
    held.sendIfDue()
    await lock.waitForWaiters(1, 10_000)
    const connected = () => processesConnectedTo(running.process.pids(), port)
    const count = async () => {
      held.sendIfDue()
      return connected().length
    }
    // A process that is not there yet may take as long as the start did.
    const startMs = running.startedInMs
    await steadyCount('processes with a connection', count, {
      stableMs: (count) => {
        if (workers === 0) return Math.max(stableMs, startMs)
        return count < workers ? Math.max(patienceMs, startMs) : stableMs
      },
      timeoutMs: 20_000 + 3 * startMs,
      intervalMs: 50,
    })
    const pids = connected()
    await lock.release()
    await Promise.all(held.sent)
    return pids
  })
}

/** PostgreSQL's own default. */
async function defaultMaxConnections(target: Target) {
  const sql = "select boot_val from pg_settings where name = 'max_connections'"
  const [row] = await target.query(sql)
  return { count: Number(row?.boot_val), from: "PostgreSQL's default" }
}

check('pool.formula-holds', async ({ target, evidence, expect }) => {
  const facts = await factsOf(target)
  const setting = (name: SettingName) => facts.setting(name)
  const size = numberOf(setting('poolSize'), target.variable('poolSize'))
  const overflowVariable = target.config.settings?.poolOverflow
  const overflow = overflowVariable ? numberOf(setting('poolOverflow'), overflowVariable) : 0
  const workers = setting('workers')?.value ?? null
  const overrides = { poolSize: String(size), poolOverflow: String(overflow) }
  // If no manifest sets the workers, the backend decides, and its processes are counted.
  const running = await target.start(supported(target.config, { ...overrides, workers })).ready()
  const configured = Number(workers ?? 0)
  const reads = Math.max(minReads, readsPerWorker * configured)
  const pids = await countProcesses(target, running, { reads, workers: configured })
  for (const pid of pids) evidence.observe('process that owns a pool', { pid })
  evidence.floor('process that owns a pool', 1)

  const server = facts.maxConnections ?? (await defaultMaxConnections(target))
  const { replicas } = facts
  const processes = pids.length * replicas.count
  const needed = connectionsNeeded({ size, overflow, processes })
  const sum = { size, overflow, workers, processes: pids.length, replicas, needed, server }
  evidence.observe('formula', sum)
  evidence.floor('formula', 1)
  const owners = `${pids.length} (processes) x ${replicas.count} (replicas)`
  const text = `(${size} + ${overflow}) x ${owners} + 10`
  expect
    .soft(server.count, `max_connections (${server.from}), needed: ${text}`)
    .toBeGreaterThanOrEqual(needed)
})
