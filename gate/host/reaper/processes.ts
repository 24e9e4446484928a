/**
 * Finds and kills the processes of a run: those with its id in their environment, with a working
 * folder below its scratch folder, or recorded in its `processes.jsonl` with the same start, and
 * all their descendants. Processes older than the run are never touched.
 */

import { readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  allPids,
  commandLine,
  isAlive,
  ownedProcesses,
  type ProcessStat,
  processStat,
} from '../process/proc.ts'
import { type ProcessRecord, processRecordsFile } from '../process/spawn.ts'
import { waitFor } from '../process/wait.ts'

/** What the search needs of a run. */
export interface Hunted {
  runId: string
  scratchDir: string
  /** The gate: it is never killed, and what started before it is not part of the run. */
  owner: { pid: number; startTicks: number }
}

/** The program of the watcher. Asked of Node, as its name ends otherwise in the package. */
export const watcherFile = fileURLToPath(import.meta.resolve('#gate/host/reaper/watcher.ts'))

/** The running processes of a run, with their identity. */
export function findProcesses(run: Hunted): ProcessStat[] {
  const stats = new Map<number, ProcessStat>()
  for (const pid of allPids()) {
    const stat = processStat(pid)
    if (stat && stat.state !== 'Z') stats.set(pid, stat)
  }
  const spared = ancestry(process.pid, stats)
  if (stats.get(run.owner.pid)?.startTicks === run.owner.startTicks) spared.add(run.owner.pid)
  const recorded = readRecords(run.scratchDir)
    .filter((record) => stats.get(record.pid)?.startTicks === record.startTicks)
    .map((record) => record.pid)
  const mine = [...new Set([...ownedProcesses(run), ...recorded])]
  const family = new Set(
    mine.filter((pid) => (stats.get(pid)?.startTicks ?? 0) >= run.owner.startTicks),
  )
  for (const pid of family) {
    for (const stat of stats.values()) if (stat.parent === pid) family.add(stat.pid)
  }
  return [...family].flatMap((pid) => {
    const stat = stats.get(pid)
    return stat && !spared.has(pid) && !commandLine(pid).includes(watcherFile) ? [stat] : []
  })
}

/**
 * Kills every process of a run: PostgreSQL by its immediate stop, which frees its shared memory,
 * all others by SIGKILL, frozen first so that none can fork away meanwhile.
 * @returns how many there were
 */
export async function killProcesses(run: Hunted): Promise<number> {
  if (allPids().length === 0) return killRecorded(run)
  const first = findProcesses(run)
  if (first.length === 0) return 0
  await stopPostgres(first)
  const frozen = new Map<number, ProcessStat>()
  for (let round = 0; round < 10; round += 1) {
    const fresh = findProcesses(run).filter(({ pid }) => !frozen.has(pid))
    if (fresh.length === 0) break
    for (const stat of fresh) {
      frozen.set(stat.pid, stat)
      signal(stat, 'SIGSTOP')
    }
  }
  for (const stat of frozen.values()) signal(stat, 'SIGKILL')
  return new Set([...first.map(({ pid }) => pid), ...frozen.keys()]).size
}

/**
 * Without /proc: kills the groups that were written down. A pid proves little there, so this is for
 * the watcher alone, which runs while they are fresh.
 */
function killRecorded(run: Hunted): number {
  return readRecords(run.scratchDir).filter(({ pid }) => {
    try {
      return process.kill(-pid, 'SIGKILL')
    } catch {
      return false
    }
  }).length
}

async function stopPostgres(found: readonly ProcessStat[]): Promise<void> {
  const servers = found.filter(({ pid }) => program(pid) === 'postgres')
  const pids = new Set(servers.map(({ pid }) => pid))
  const postmasters = servers.filter(({ parent }) => !pids.has(parent))
  if (postmasters.length === 0) return
  for (const postmaster of postmasters) {
    signal(postmaster, 'SIGCONT')
    signal(postmaster, 'SIGQUIT')
  }
  const gone = async () => postmasters.every((stat) => !runs(stat)) || undefined
  await waitFor('PostgreSQL to stop', gone, { timeoutMs: 2000, intervalMs: 20 }).catch(() => {
    // What does not stop is killed with the others.
  })
}

function signal(stat: ProcessStat, name: NodeJS.Signals): void {
  if (!runs(stat)) return
  try {
    process.kill(stat.pid, name)
  } catch {
    // It has ended, or we may not signal it: the next sweep will show.
  }
}

function runs(stat: ProcessStat): boolean {
  return isAlive(stat.pid, stat.startTicks)
}

function program(pid: number): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''))
  } catch {
    return ''
  }
}

function ancestry(pid: number, stats: ReadonlyMap<number, ProcessStat>): Set<number> {
  const line = new Set<number>()
  for (let current: number | undefined = pid; current; current = stats.get(current)?.parent) {
    if (line.has(current)) break
    line.add(current)
  }
  return line
}

/** The last line may be cut off, if the gate died while writing it. */
function readRecords(scratchDir: string): ProcessRecord[] {
  return readLines(processRecordsFile(scratchDir)).flatMap((line) => {
    try {
      return [JSON.parse(line) as ProcessRecord]
    } catch {
      return []
    }
  })
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}
