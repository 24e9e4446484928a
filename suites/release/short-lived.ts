/** Replicas that start well and crash a while later, as those of a release do that nobody tried. */
import type { StackDeployment } from '#gate/kit/deploy/swarm/stack-deployment.ts'
import { isUp, watchTasks } from './task-samples.ts'

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
  const sinceMs = new Map<string, number>()
  const killed = new Set<string>()
  let longestMs = 0
  const { stop } = watchTasks(stack, service, async (tasks) => {
    const seenMs = performance.now()
    for (const task of tasks.filter((each) => each.image === image && isUp(each))) {
      const fromMs = sinceMs.get(task.id) ?? seenMs
      sinceMs.set(task.id, fromMs)
      if (killed.has(task.id) || seenMs - fromMs < afterMs) continue
      killed.add(task.id)
      // A replica that the update has stopped meanwhile is gone already.
      await stack.kill(task).catch(() => {})
      longestMs = Math.max(longestMs, performance.now() - fromMs)
    }
  })
  return { longestMs: () => longestMs, stop }
}
