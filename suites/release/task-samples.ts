/** Samples the replicas of a service. */
import { sleep } from '#gate/host/process/wait.ts'
import type { StackDeployment, Task } from '#gate/kit/deploy/swarm/stack-deployment.ts'

/** Shorter than the time from a container's start to its first health check. */
const intervalMs = 200

export interface TaskSamples {
  /** The minimum number of serving replicas in any sample. */
  minUp(): number
  count(): number
  stop(): Promise<void>
}

/**
 * Shows the containers of a service to `see`, again and again. Call `stop` however the check ends:
 * it throws what went wrong.
 */
export function watchTasks(
  stack: StackDeployment,
  service: string,
  see: (tasks: readonly Task[]) => Promise<void> | void,
): { stop(): Promise<void> } {
  const end = new AbortController()
  const watch = async () => {
    while (!end.signal.aborted) {
      await see(await stack.tasks(service))
      await sleep(intervalMs)
    }
  }
  const watching = watch()
  watching.catch(() => {}) // `stop` throws the error.
  return {
    stop: async () => {
      end.abort()
      await watching
    },
  }
}

/** Whether a container serves, as far as its health check knows. */
export const isUp = ({ health }: Task) => health === 'healthy' || health === 'none'

/** Starts sampling. Call `stop` however the check ends. */
export function sampleTasks(stack: StackDeployment, service: string): TaskSamples {
  let min = Number.POSITIVE_INFINITY
  let count = 0
  const { stop } = watchTasks(stack, service, (tasks) => {
    min = Math.min(min, tasks.filter(isUp).length)
    count += 1
  })
  return { minUp: () => min, count: () => count, stop }
}
