/** What a gate could leave behind, looked for from outside. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandLine, ownedProcesses } from '#gate/process/proc.ts'
import { scratchRoot } from '#gate/reaper/run-folder.ts'

/** The run of a living gate, by its process; undefined before it has made its folder. */
export function runOf(gatePid: number): { runId: string; scratchDir: string } | undefined {
  if (!existsSync(scratchRoot())) return undefined
  for (const runId of readdirSync(scratchRoot())) {
    const scratchDir = join(scratchRoot(), runId)
    try {
      const owner = JSON.parse(readFileSync(join(scratchDir, 'owner.json'), 'utf8'))
      if (owner.pid === gatePid) return { runId, scratchDir }
    } catch {
      // Another run that is just beginning or ending.
    }
  }
  return undefined
}

function docker(...args: string[]): string[] {
  try {
    return execFileSync('docker', args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000 })
      .toString()
      .split('\n')
      .filter((line) => line !== '')
  } catch {
    return []
  }
}

/** Everything of a run that is still there, in words; empty where nothing is. */
export function residueOf(run: { runId: string; scratchDir: string }): string[] {
  const label = ['--filter', `label=preflight.run=${run.runId}`, '--format', '{{.ID}}']
  return [
    ...ownedProcesses(run).map((pid) => `process ${pid}: ${commandLine(pid).join(' ')}`),
    ...docker('ps', '--all', ...label).map((id) => `container ${id}`),
    ...docker('network', 'ls', ...label).map((id) => `network ${id}`),
    ...(existsSync(run.scratchDir) ? [`folder ${run.scratchDir}`] : []),
  ]
}
