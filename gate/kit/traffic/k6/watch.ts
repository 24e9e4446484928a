/** Samples the generator, the machine and the target's connections during a load. */

import { sleep } from '#gate/host/process/wait.ts'
import { observePool } from '../../pool/observer.ts'
import type { LoadResult, MachineUse, PoolSamples } from './load-result.ts'
import { machineShare, machineTicks, processUse, useBetween } from './machine.ts'
import type { Beside } from './request.ts'

/** Reading thousands of sockets takes about 40 ms of CPU time, so only once per second. */
const poolIntervalMs = 1_000
const generatorIntervalMs = 200
/** How long the machine is sampled without the load. */
const quietMs = 300
/** Above this share of all CPUs, the machine counts as exhausted. */
const nothingLeft = 0.95

/** The utilisation of the machine without our load. */
export async function quietUse(): Promise<{ foreign: number }> {
  const before = machineTicks()
  await sleep(quietMs)
  return { foreign: useBetween(before, machineTicks()).busy }
}

export interface GeneratorWatch {
  /** Stops sampling. Idempotent. */
  stop(): Promise<{
    generator: LoadResult['generator']
    machine: Omit<MachineUse, 'foreign'>
  }>
}

/**
 * CPU time and memory are gone when the process ends, so they are read repeatedly.
 * @param onLook gets its share of the machine since the start
 */
export function watchGenerator(pid: number, onLook: (cpuShare: number) => void): GeneratorWatch {
  const startMs = performance.now()
  const before = machineTicks()
  let [cpuSeconds, rssBytes, seconds] = [0, 0, 0]
  let exhaustedSeconds = 0
  let watching = true
  const cpuShare = () => machineShare(cpuSeconds, seconds)
  const watched = (async () => {
    let [last, lastMs] = [before, startMs]
    while (watching) {
      const [now, nowMs] = [machineTicks(), performance.now()]
      const { busy, steal } = useBetween(last, now)
      if (busy + steal > nothingLeft) exhaustedSeconds += (nowMs - lastMs) / 1000
      last = now
      lastMs = nowMs
      const use = processUse(pid)
      if (use) {
        cpuSeconds = use.cpuSeconds
        rssBytes = Math.max(rssBytes, use.rssBytes)
        seconds = (performance.now() - startMs) / 1000
      }
      onLook(cpuShare())
      await sleep(generatorIntervalMs)
    }
  })()
  return {
    stop: async () => {
      watching = false
      await watched
      return {
        generator: { cpuShare: cpuShare(), rssBytes, processes: 1 },
        machine: {
          ...useBetween(before, machineTicks()),
          exhaustedSeconds: Math.round(exhaustedSeconds * 10) / 10,
          seconds: Math.round((performance.now() - startMs) / 100) / 10,
        },
      }
    },
  }
}

export interface PoolWatch {
  /** Backends of the target in the last sample. */
  backends(): number | undefined
  stop(): Promise<PoolSamples | undefined>
}

const blindWatch: PoolWatch = { backends: () => undefined, stop: async () => undefined }

/** Samples the target's connections, if the caller knows its processes. */
export async function watchPool(beside: Beside | undefined): Promise<PoolWatch> {
  if (!beside) return blindWatch
  const { pids, postgresUrl } = beside
  const port = beside.port ?? Number(new URL(postgresUrl).port || 5432)
  const observer = await observePool({ postgresUrl, pids, port, intervalMs: poolIntervalMs })
  return {
    backends: () => observer.samples.at(-1)?.total,
    stop: async () => {
      await observer.stop()
      const maxByProcess: Record<string, number> = {}
      for (const { byProcess } of observer.samples) {
        for (const [pid, count] of Object.entries(byProcess)) {
          maxByProcess[pid] = Math.max(maxByProcess[pid] ?? 0, count)
        }
      }
      return {
        samples: observer.samples.length,
        maxBackends: observer.max(({ total }) => total),
        maxByProcess,
      }
    },
  }
}
