/** Compares the backend's own pool status with PostgreSQL: idle, busy and overloaded. */

import type { ExpectStatic } from 'vitest'
import type { PoolFigures } from '#gate/contract/pool.ts'
import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import type { Target } from '#gate/system/target.ts'
import type { TableLock } from '../fault/table-lock.ts'
import type { Recorder } from '../recorder.ts'
import { replaceWorker } from './ended-worker.ts'
import { SmallPool } from './small-pool.ts'

/** How long backends that refresh their figures periodically may take. */
const refreshMs = 3_000
/** Beside that, for the time that reading itself takes. */
const readsAllowed = 2
/** Requests do not wait for ever: what takes longer may read another state than was made. */
const slowReadMs = 5_000
const held = 3

/** A place where the target reports its figures. */
export interface Source {
  name: 'command' | 'metrics'
  read(pool: SmallPool): Promise<PoolFigures>
}

/** @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config has none */
export function sourcesOf(target: Target): Source[] {
  const { poolFigures, endpoints } = target.config
  const sources: Source[] = []
  const { command, metrics } = poolFigures ?? {}
  if (command) {
    const poolStatus = target.command('poolStatus')
    const read = async ({ running }: SmallPool) => {
      const { exitCode, stdout, output } = await target.run(poolStatus, {}, running.process.port)
      if (exitCode !== 0)
        throw new Error(`the command ended with ${exitCode}: ${lastWords(output)}`)
      return command(stdout)
    }
    sources.push({ name: 'command', read })
  }
  if (metrics) {
    if (!endpoints?.metrics) throw unverified({ missing: ['endpoints.metrics'] })
    const read = async ({ running }: SmallPool) =>
      metrics((await running.send(await running.endpoint('metrics'))).text)
    sources.push({ name: 'metrics', read })
  }
  if (sources.length === 0) {
    throw unverified({ missing: ['poolFigures.command', 'poolFigures.metrics'] })
  }
  return sources
}

/** What PostgreSQL sees while `sent` reads wait for the lock or for a connection. */
async function observedFigures(
  pool: SmallPool,
  lock?: TableLock,
  sent = 0,
): Promise<Required<PoolFigures>> {
  const inUse = (await lock?.waiters()) ?? 0
  const open = (await pool.backends.list()).length
  return { open, inUse, idle: open - inUse, waiting: sent - inUse }
}

function alike(reported: PoolFigures, observed: Required<PoolFigures>): boolean {
  const names = Object.keys(observed) as (keyof PoolFigures)[]
  return names.every((name) => reported[name] === undefined || reported[name] === observed[name])
}

/** Compares until both agree, for as long as a refresh may take; returns the last of both. */
async function compare(
  pool: SmallPool,
  source: Source,
  observe: () => Promise<Required<PoolFigures>>,
): Promise<{ reported: PoolFigures | string; observed: Required<PoolFigures> }> {
  let last: { reported: PoolFigures | string; observed: Required<PoolFigures> } | undefined
  const equal = async () => {
    const reported = await source.read(pool).catch((problem: unknown) => messageOf(problem))
    const observed = await observe()
    last = { reported, observed }
    return typeof reported !== 'string' && alike(reported, observed) ? true : undefined
  }
  const startMs = performance.now()
  const agree = await equal()
  // A command takes as long as a program takes to start; a container longer.
  const readMs = performance.now() - startMs
  const options = { timeoutMs: refreshMs + readsAllowed * readMs, intervalMs: 100 }
  const agreeLater = () =>
    waitFor('status and PostgreSQL to agree', equal, options).catch(ifTimedOut(() => undefined))
  const agreed = agree ?? (await agreeLater())
  if (!last) throw inconclusive(`${source.name}: no answer`)
  if (!agreed && readMs > slowReadMs) {
    throw inconclusive(`the machine is overloaded: ${source.name} took ${Math.round(readMs)} ms`)
  }
  return last
}

/**
 * Compares what each source reports at rest, while connections are held, and while reads wait.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config has no pool settings
 */
export async function compareWithServer(
  target: Target,
  sources: readonly Source[],
  { evidence, expect }: { evidence: Recorder; expect: ExpectStatic },
): Promise<void> {
  const pool = await SmallPool.open(target, { size: 3, overflow: 2, workers: 2 })
  const compareAll = async (phase: string, observe: () => Promise<Required<PoolFigures>>) => {
    for (const source of sources) {
      const { reported, observed } = await compare(pool, source, observe)
      evidence.observe('comparison', { phase, source: source.name, reported, observed })
      evidence.floor('comparison', 1) // A wrong figure is wrong, even if the others cannot be read.
      if (typeof reported === 'string') {
        expect.soft(reported, `${source.name} ${phase}`).toEqual(observed)
        continue
      }
      for (const [name, figure] of Object.entries(reported)) {
        const what = `${name} in ${source.name} ${phase}`
        expect.soft(figure, what).toBe(observed[name as keyof PoolFigures])
      }
    }
  }
  try {
    // Few connections are open yet: a status that shows the configured size is wrong here.
    await pool.backends.rest(3_000)
    await compareAll('at rest', () => observedFigures(pool))
    const { usable } = await pool.capacity()
    for (const [phase, sent, min] of [
      [`while ${held} connections are held`, held, held],
      ['while reads wait for a connection', 2 * usable + 5, usable],
    ] as const) {
      await pool.whileLocked(async (lock) => {
        const reads = pool.reads(sent)
        await lock.waitForWaiters(min, 5_000)
        await pool.received()
        await compareAll(phase, () => observedFigures(pool, lock, sent))
        await lock.release()
        await Promise.all(reads)
      })
    }
    evidence.floor('comparison', 3 * sources.length)
    // The connections of a worker that was killed are gone, and have to be gone from the figures.
    if (await replaceWorker(pool.running)) {
      await pool.backends.rest(3_000)
      await compareAll('after a worker was replaced', () => observedFigures(pool))
    }
  } finally {
    await pool.close()
  }
}
