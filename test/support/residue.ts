/** What a gate could leave behind, looked for from outside. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandLine, ownedProcesses } from '#gate/host/process/proc.ts'
import { scratchRoot } from '#gate/host/reaper/run-folder.ts'

/**
 * The run of a living gate, by its process; undefined before it has made its folder.
 * @param root of the gate's scratch folders
 */
export function runOf(
  gatePid: number,
  root = scratchRoot(),
): { runId: string; scratchDir: string } | undefined {
  if (!existsSync(root)) return undefined
  for (const runId of readdirSync(root)) {
    const scratchDir = join(root, runId)
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

/** What a run may have on a daemon, and how it is listed. */
const onDaemon = {
  service: [['service', 'ls'], '{{.ID}} {{.Name}}'],
  container: [['ps', '--all'], '{{.ID}} {{.Names}}'],
  composition: [
    ['ps', '--all', '--filter', 'label=com.docker.compose.project'],
    '{{.ID}} {{.Names}}',
  ],
  network: [['network', 'ls'], '{{.ID}} {{.Name}}'],
  volume: [['volume', 'ls'], '{{.Name}}'],
  image: [['image', 'ls'], '{{.ID}} {{.Repository}}:{{.Tag}}'],
} as const
export type ResidueKind = keyof typeof onDaemon

/** Everything of a run that is still there, in words; empty where nothing is. */
export function residueOf(run: { runId: string; scratchDir: string }): string[] {
  const label = ['--filter', `label=preflight.run=${run.runId}`]
  const found = Object.entries(onDaemon).map(([kind, [list, format]]) =>
    docker(...list, ...label, '--format', format).map((line) => `${kind} ${line}`),
  )
  return [
    ...ownedProcesses(run).map((pid) => `process ${pid}: ${commandLine(pid).join(' ')}`),
    ...found.flat(),
    ...(existsSync(run.scratchDir) ? [`folder ${run.scratchDir}`] : []),
  ]
}

/** Whether the daemon takes part in a Swarm, anybody's. */
export function isSwarm(): boolean {
  return docker('info', '--format', '{{.Swarm.LocalNodeState}}')[0] === 'active'
}
