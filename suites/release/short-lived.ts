/** Replicas that start well and crash a while later, as those of a release do that nobody tried. */
import { sleep } from '#gate/host/process/wait.ts'
import type { StackDeployment, Task } from '#gate/kit/deploy/swarm/stack-deployment.ts'

const intervalMs = 200

export interface ShortLived {
  /** The longest time between a replica's start, as seen, and its death; 0 before the first one. */
  longestMs(): number
  stop(): Promise<void>
}

/**
 * Kills each replica that runs an image, so long after it first was healthy. Call `stop` however
 * the check ends.
 */
export function killSoon(
  stack: StackDeployment,
  service: string,
  { image, afterMs }: { image: string; afterMs: number },
): ShortLived {
  const end = new AbortController()
  const sinceMs = new Map<string, number>()
  const killed = new Set<string>()
  let longestMs = 0
  const isUp = (task: Task) =>
    task.image === image && (task.health === 'healthy' || task.health === 'none')
  const look = async () => {
    while (!end.signal.aborted) {
      const askedMs = performance.now()
      for (const task of (await stack.tasks(service)).filter(isUp)) {
        const fromMs = sinceMs.get(task.id) ?? askedMs
        sinceMs.set(task.id, fromMs)
        if (killed.has(task.id) || askedMs - fromMs < afterMs) continue
        killed.add(task.id)
        // A replica that the update has stopped meanwhile is gone already.
        await stack.kill(task).catch(() => {})
        longestMs = Math.max(longestMs, performance.now() - fromMs)
      }
      await sleep(intervalMs)
    }
  }
  const looking = look()
  looking.catch(() => {}) // `stop` throws the error.
  return {
    longestMs: () => longestMs,
    stop: async () => {
      end.abort()
      await looking
    },
  }
}
