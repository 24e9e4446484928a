/** CPU and memory of the generator and the machine, from Linux's /proc. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { processStat, residentBytes } from '#gate/host/process/proc.ts'
import type { MachineUse } from './load-result.ts'

/** Clock ticks per second in /proc, fixed by the kernel's ABI. */
const ticksPerSecond = 100

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Ticks of all CPUs since boot. */
interface MachineTicks {
  total: number
  idle: number
  steal: number
}

/** Zeros without /proc. */
export function machineTicks(): MachineTicks {
  const fields = (read('/proc/stat').split('\n')[0] ?? '').trim().split(/\s+/).slice(1, 9)
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0] =
    fields.map(Number)
  return {
    total: user + nice + system + idle + wait + irq + softirq + steal,
    idle: idle + wait,
    steal,
  }
}

/** Shares of CPU time between two samples; zeros without /proc. */
export function useBetween(
  from: MachineTicks,
  to: MachineTicks,
): Pick<MachineUse, 'busy' | 'steal'> {
  const total = to.total - from.total
  if (total <= 0) return { busy: 0, steal: 0 }
  const steal = (to.steal - from.steal) / total
  return { busy: share(1 - (to.idle - from.idle) / total - steal), steal: share(steal) }
}

/** CPU seconds since the start of a process, and its peak memory. */
export function processUse(pid: number): { cpuSeconds: number; rssBytes: number } | undefined {
  const [stat, memory] = [processStat(pid), residentBytes(pid)]
  if (stat === undefined || memory === undefined) return undefined
  return { cpuSeconds: stat.cpuTicks / ticksPerSecond, rssBytes: memory.peak }
}

/** Of all CPUs together. */
export function machineShare(cpuSeconds: number, seconds: number): number {
  return seconds <= 0 ? 0 : share(cpuSeconds / seconds / availableParallelism())
}

function share(value: number): number {
  return Math.round(Math.max(0, value) * 1000) / 1000
}
