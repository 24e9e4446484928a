/** What a process that leaks has ever more of, looked at while a load lasts. */
import { readdirSync, readFileSync } from 'node:fs'
import { connectionsAt } from '#gate/host/process/connections.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { observePool } from '#gate/kit/pool/observer.ts'
import type { Beside } from '#gate/kit/traffic/k6/request.ts'
import type { Point } from './trend.ts'

export interface Vitals {
  atSeconds: number
  /** Resident memory of all processes of the target together, bytes. */
  memory: number
  /** Open file descriptors of all of them, but for the connections of clients: those are ours. */
  descriptors: number
  /** Backends at PostgreSQL. */
  connections: number
}

const intervalMs = 400

function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
  } catch {
    return 0 // It ended meanwhile.
  }
}

function descriptorsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0 // It ended meanwhile.
  }
}

function sum(pids: readonly number[], of: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + of(pid), 0)
}

/**
 * Looks until it is stopped; answers with what was seen, in the order of time.
 * @param url where the target listens
 */
export async function watchVitals(
  beside: Beside,
  url: string,
): Promise<{ stop(): Promise<Vitals[]> }> {
  const listening = Number(new URL(url).port)
  const port = beside.port ?? Number(new URL(beside.postgresUrl).port)
  const observer = await observePool({ ...beside, port, intervalMs })
  const startMs = performance.now()
  const seen: Vitals[] = []
  let watching = true
  const watched = (async () => {
    while (watching) {
      const pids = beside.pids()
      seen.push({
        atSeconds: (performance.now() - startMs) / 1000,
        memory: sum(pids, residentBytes),
        descriptors: sum(pids, descriptorsOf) - connectionsAt(listening),
        connections: observer.samples.at(-1)?.total ?? 0,
      })
      await sleep(intervalMs)
    }
  })()
  return {
    stop: async () => {
      watching = false
      await watched
      await observer.stop()
      return seen
    },
  }
}

export type Vital = Exclude<keyof Vitals, 'atSeconds'>

/** One of them as a series. */
export function seriesOf(vitals: readonly Vitals[], vital: Vital): Point[] {
  return vitals.map((each) => ({ atSeconds: each.atSeconds, value: each[vital] }))
}
