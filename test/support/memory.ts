/** How much memory processes take, looked at from outside. */
import { readFileSync } from 'node:fs'
import { processTree } from '#gate/host/process/proc.ts'

const lookMs = 500

/** The most that a process has taken so far, in MiB; 0 after its end. */
function peakOf(pid: number): number {
  try {
    const [, kilobytes = '0'] =
      /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) / 1024
  } catch {
    return 0
  }
}

/**
 * Watches a process and all that it starts.
 * @returns ends it, with the most that any single process took, in MiB
 */
export function watchMemory(pid: number): () => number {
  let most = 0
  const look = () => {
    most = Math.max(most, ...processTree(pid).map(peakOf))
  }
  const looks = setInterval(look, lookMs)
  return () => {
    clearInterval(looks)
    return most
  }
}
