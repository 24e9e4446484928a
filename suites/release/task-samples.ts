/** Looks at the replicas of a service again and again. */
import { sleep } from '#gate/host/process/wait.ts'
import type { StackDeployment } from '#gate/kit/deploy/swarm/deployment.ts'

/** Finer than a container takes from its start to its first health check. */
const intervalMs = 200

export interface TaskSamples {
  /** Replicas that served, at the look that found the fewest. */
  fewestUp(): number
  looks(): number
  stop(): Promise<void>
}

/** Begins to look. Call `stop` however the check ends. */
export function sampleTasks(stack: StackDeployment, service: string): TaskSamples {
  const end = new AbortController()
  let fewest = Number.POSITIVE_INFINITY
  let count = 0
  const look = async () => {
    while (!end.signal.aborted) {
      const tasks = await stack.tasks(service)
      const up = tasks.filter(({ health }) => health === 'healthy' || health === 'none').length
      fewest = Math.min(fewest, up)
      count += 1
      await sleep(intervalMs)
    }
  }
  const looking = look()
  looking.catch(() => {}) // Whoever stops it gets the error.
  return {
    fewestUp: () => fewest,
    looks: () => count,
    stop: async () => {
      end.abort()
      await looking
    },
  }
}
