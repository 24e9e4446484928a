/**
 * What a database per check costs, beside what PostgreSQL itself takes for a copy.
 * Measured in pairs, alternating which goes first: a noisy machine slows both.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '#gate/kit/model/statistics.ts'
import { openBroker } from '#gate/stack/broker.ts'
import { connectStack, type StackClient } from '#gate/stack/client.ts'
import { closeAdminConnections, createDatabase } from '#gate/stack/databases.ts'
import { LocalEngine } from '#gate/stack/local/engine.ts'
import { closeSession, connectPostgres, withSession } from '#gate/stack/postgres-session.ts'
import type { BenchResult } from './result.ts'

const pairs = 21
const tables = 20
const rowsPerTable = 2000

/** Clones through the broker as a check does, against `CREATE DATABASE … TEMPLATE` alone. */
export async function postgresFixture(): Promise<BenchResult> {
  const scratchDir = await mkdtemp(join(tmpdir(), 'preflight-bench-'))
  const labels = { runId: `bench-${process.pid}`, owner: 'bench', scratchDir }
  const broker = await openBroker(new LocalEngine(labels), labels)
  const stack = connectStack(broker.socketPath)
  try {
    return await measure(stack)
  } finally {
    await closeAdminConnections()
    await stack.close()
    await broker.close()
    await rm(scratchDir, { recursive: true, force: true })
  }
}

async function measure(stack: StackClient): Promise<BenchResult> {
  const server = await stack.shared('postgres')
  const template = await createDatabase(server, { name: 'bench_template' })
  await fill(template.url)
  const bare = await connectPostgres(server.url)

  const cloneAsCheck = async () => {
    const database = await createDatabase(await stack.shared('postgres'), {
      template: template.name,
    })
    return database.drop
  }
  const cloneBare = async () => {
    await bare.query('CREATE DATABASE bench_bare TEMPLATE bench_template')
    return () => bare.query('DROP DATABASE bench_bare')
  }

  const ratios: number[] = []
  const bareTimes: number[] = []
  // The first pair warms both up and is not counted.
  for (let pair = 0; pair <= pairs; pair += 1) {
    const bareFirst = pair % 2 === 0
    const first = await timed(bareFirst ? cloneBare : cloneAsCheck)
    const second = await timed(bareFirst ? cloneAsCheck : cloneBare)
    const [bareMs, fixtureMs] = bareFirst ? [first, second] : [second, first]
    if (pair === 0) continue
    ratios.push(fixtureMs / bareMs)
    bareTimes.push(bareMs)
  }
  await closeSession(bare)
  return {
    name: 'postgres-fixture',
    value: Number(median(ratios).toFixed(3)),
    goal: '<= 1.5',
    unit: 'ratio',
    runs: pairs,
    reference: `bare CREATE DATABASE … TEMPLATE, median ${median(bareTimes).toFixed(1)} ms`,
  }
}

/** A template as a migrated backend has it: some tables with keys and rows, about 13 MB. */
async function fill(url: string): Promise<void> {
  await withSession(url, async (session) => {
    for (let table = 0; table < tables; table += 1) {
      await session.query(`CREATE TABLE t${table} (id serial PRIMARY KEY, name text UNIQUE)`)
      await session.query(
        `INSERT INTO t${table} (name) SELECT n::text FROM generate_series(1, ${rowsPerTable}) n`,
      )
    }
  })
}

/** Milliseconds of the clone; dropping it is not counted. */
async function timed(clone: () => Promise<() => Promise<unknown>>): Promise<number> {
  const begin = performance.now()
  const drop = await clone()
  const elapsedMs = performance.now() - begin
  await drop()
  return elapsedMs
}
