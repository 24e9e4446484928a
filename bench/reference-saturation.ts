/** A closed loop that keeps a server busy, and what the server's processor time says of it. */
import { readFileSync } from 'node:fs'
import { Pool } from 'undici'
import type { Served } from './reference-deployment.ts'

export interface Saturation {
  requests: number
  perSecond: number
  /** Answers for a second of processor time of the server's processes, user and system. */
  perCpuSecond: number
  /** How much of one core the server's busiest process used: 1 is all of it. */
  busiest: number
}

/** What one round asks of a server. */
interface Load {
  path: string
  headers: Record<string, string>
  /** Requests under way at any time, each on a connection of its own. */
  connections: number
  durationMs: number
}

const clockTicks = 100

/**
 * Answers per processor second, and not per second: generator, PostgreSQL and server share the
 * cores, and a server that is fast enough to starve its generator would look slow.
 * @throws Error for an answer other than 200
 */
export async function saturate(
  server: Served,
  { path, headers, connections, durationMs }: Load,
): Promise<Saturation> {
  const pool = new Pool(server.url, { connections, pipelining: 1 })
  const loop = async (untilMs: number) => {
    let answered = 0
    const one = async () => {
      while (performance.now() < untilMs) {
        const { statusCode, body } = await pool.request({ path, method: 'GET', headers })
        await body.dump()
        if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`)
        answered += 1
      }
    }
    await Promise.all(Array.from({ length: connections }, one))
    return answered
  }
  try {
    // Connections, caches and the compiler warm up first.
    await loop(performance.now() + durationMs / 3)
    const pids = server.pids()
    const before = pids.map(cpuSeconds)
    const begin = performance.now()
    const requests = await loop(begin + durationMs)
    const seconds = (performance.now() - begin) / 1000
    const used = pids.map((pid, index) => cpuSeconds(pid) - (before[index] ?? 0))
    const total = used.reduce((sum, each) => sum + each, 0)
    return {
      requests,
      perSecond: requests / seconds,
      perCpuSecond: requests / total,
      busiest: Math.max(...used) / seconds,
    }
  } finally {
    await pool.close()
  }
}

/** Processor time that a process has used, all its threads, user and system. */
function cpuSeconds(pid: number): number {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / clockTicks
}
