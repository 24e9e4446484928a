/** Samples the replicas of a service. */
import { sleep } from '#gate/host/process/wait.ts'
import type { StackDeployment } from '#gate/kit/deploy/swarm/stack-deployment.ts'

/** Shorter than the time from a container's start to its first health check. */
const intervalMs = 200

export interface TaskSamples {
  /** The minimum number of serving replicas in any sample. */
  minUp(): number
  count(): number
  stop(): Promise<void>
}

/** Starts sampling. Call `stop` however the check ends. */
export function sampleTasks(stack: StackDeployment, service: string): TaskSamples {
  const end = new AbortController()
  let min = Number.POSITIVE_INFINITY
  let count = 0
  const sample = async () => {
    while (!end.signal.aborted) {
      const tasks = await stack.tasks(service)
      const up = tasks.filter(({ health }) => health === 'healthy' || health === 'none').length
      min = Math.min(min, up)
      count += 1
      await sleep(intervalMs)
    }
  }
  const sampling = sample()
  sampling.catch(() => {}) // `stop` throws the error.
  return {
    minUp: () => min,
    count: () => count,
    stop: async () => {
      end.abort()
      await sampling
    },
  }
}
