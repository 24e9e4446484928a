/** The first process of a container, as this machine sees it. */
import { readFileSync } from 'node:fs'

/** Its id; undefined if it is not a process of this machine, or does not run. */
export function visibleProcess(container: { Id: string; State: { Pid: number } }) {
  const { Pid } = container.State
  try {
    if (Pid > 0 && readFileSync(`/proc/${Pid}/cgroup`, 'utf8').includes(container.Id)) return Pid
  } catch {
    // No such process here.
  }
  return undefined
}
