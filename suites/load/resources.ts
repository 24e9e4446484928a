/** Samples the resources that a leaking process uses up, while a load runs. */

import { readdirSync, readFileSync } from 'node:fs'
import { connectionsAt } from '#gate/host/process/connections.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { sumOf } from '#gate/kit/model/statistics.ts'
import { observePool } from '#gate/kit/pool/observer.ts'
import type { Beside } from '#gate/kit/traffic/k6/request.ts'
import type { Point } from './trend.ts'

export interface ResourceUsage {
  atSeconds: number
  /** Resident memory of all processes of the target, bytes. */
  memory: number
  /** Open file descriptors of all of them, except client connections: those are the gate's. */
  descriptors: number
  /** Backends in PostgreSQL. */
  connections: number
}

const intervalMs = 400

function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
  } catch {
    return 0 // It has exited.
  }
}

function descriptorsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0 // It has exited.
  }
}

/**
 * Samples until stopped; `stop` returns the samples in the order of time.
 * @param url where the target listens
 */
export async function watchResources(
  beside: Beside,
  url: string,
): Promise<{ stop(): Promise<ResourceUsage[]> }> {
  const listening = Number(new URL(url).port)
  const port = beside.port ?? Number(new URL(beside.postgresUrl).port)
  const observer = await observePool({ ...beside, port, intervalMs })
  const startMs = performance.now()
  const samples: ResourceUsage[] = []
  let watching = true
  const watched = (async () => {
    while (watching) {
      const pids = beside.pids()
      samples.push({
        atSeconds: (performance.now() - startMs) / 1000,
        memory: sumOf(pids, residentBytes),
        descriptors: sumOf(pids, descriptorsOf) - connectionsAt(listening),
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
      return samples
    },
  }
}

export type Resource = Exclude<keyof ResourceUsage, 'atSeconds'>

/** The usage of one resource as a series. */
export function seriesOf(usage: readonly ResourceUsage[], resource: Resource): Point[] {
  return usage.map((each) => ({ atSeconds: each.atSeconds, value: each[resource] }))
}
