/** The resource usage of a container, from Docker's statistics, with cgroup v1 or v2. */
import type Dockerode from 'dockerode'

export interface Usage {
  atMs: number
  /** CPU time so far, seconds. */
  cpuSeconds: number
  /** Bytes, without the page cache, which the kernel can reclaim. */
  memoryBytes: number
  /** How often the CPU limit throttled it. */
  throttled: number
  /** Bytes received from the network. */
  receivedBytes: number
}

interface Stats {
  cpu_stats: {
    cpu_usage: { total_usage: number }
    throttling_data?: { throttled_periods?: number }
  }
  memory_stats: { usage?: number; stats?: Record<string, number> }
  networks?: Record<string, { rx_bytes: number }>
}

export async function usageOf(container: Dockerode.Container): Promise<Usage> {
  const options = { stream: false, 'one-shot': true } as const
  const stats = (await container.stats(options)) as unknown as Stats
  const { usage = 0, stats: figures = {} } = stats.memory_stats
  const cache = figures.inactive_file ?? figures.total_inactive_file ?? 0
  const networks = Object.values(stats.networks ?? {})
  return {
    atMs: performance.now(),
    cpuSeconds: stats.cpu_stats.cpu_usage.total_usage / 1e9,
    memoryBytes: usage - cache,
    throttled: stats.cpu_stats.throttling_data?.throttled_periods ?? 0,
    receivedBytes: networks.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
  }
}
