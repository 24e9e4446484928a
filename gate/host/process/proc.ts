/**
 * Reads Linux's /proc: processes, their children, the ports on which they listen. On other systems
 * every function returns "unknown" (undefined or an empty list) instead of failing.
 */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface ProcessStat {
  pid: number
  parent: number
  group: number
  /** One letter: R running, S sleeping, T stopped, Z zombie … */
  state: string
  /** How many threads it has. */
  threads: number
  /** Clock ticks between boot and start; with the pid, it identifies the process for good. */
  startTicks: number
  /** Clock ticks, usually of 10 ms, for which it had a processor. */
  cpuTicks: number
}

/** One line of /proc/<pid>/stat; undefined if the process is gone or there is no /proc. */
export function processStat(pid: number): ProcessStat | undefined {
  const line = read(`/proc/${pid}/stat`)
  if (line === undefined) return undefined
  // The command name is in parentheses, and may contain blanks and parentheses itself.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const [state, parent, group] = fields
  const startTicks = fields[19]
  if (state === undefined || startTicks === undefined) return undefined
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    state,
    threads: Number(fields[17]),
    startTicks: Number(startTicks),
    cpuTicks: Number(fields[11]) + Number(fields[12]),
  }
}

/** Clock ticks between boot and the start of a process; undefined if unknown. */
export function startTicks(pid: number): number | undefined {
  return processStat(pid)?.startTicks
}

/** The memory of a process that is not swapped out, now and at its most; undefined if unknown. */
export function residentBytes(pid: number): { now: number; peak: number } | undefined {
  const status = read(`/proc/${pid}/status`) ?? ''
  const bytes = (name: string) => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  }
  const [now, peak] = [bytes('VmRSS'), bytes('VmHWM')]
  return now === undefined || peak === undefined ? undefined : { now, peak }
}

/** The id of this boot, as ticks count from it; empty if unknown. */
export function bootId(): string {
  return read('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
}

/**
 * Whether a process still runs (a zombie does not).
 * @param ticks its start; tells it from a later process with the same pid
 */
export function isAlive(pid: number, ticks?: number): boolean {
  const stat = processStat(pid)
  if (stat !== undefined) {
    return stat.state !== 'Z' && (ticks === undefined || stat.startTicks === ticks)
  }
  if (allPids().length > 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Every process id of this machine; empty if there is no /proc. */
export function allPids(): number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
  } catch {
    return []
  }
}

/** A process and all its descendants, parents before children. Without /proc: the pid alone. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const candidate of allPids()) {
    const parent = processStat(candidate)?.parent
    if (parent === undefined) continue
    const siblings = children.get(parent)
    if (siblings) siblings.push(candidate)
    else children.set(parent, [candidate])
  }
  const tree = [pid]
  for (let index = 0; index < tree.length; index += 1) {
    tree.push(...(children.get(tree[index] as number) ?? []))
  }
  return tree
}

/** The arguments of a process, or the title that it gave itself. */
export function commandLine(pid: number): string[] {
  return nulSeparated(`/proc/${pid}/cmdline`)
}

/**
 * The environment with which a process was started. PostgreSQL's children, nginx and Redis
 * overwrite it with their title, so a missing variable proves nothing: see `ownedProcesses`.
 */
export function environment(pid: number): Record<string, string> {
  const entries = nulSeparated(`/proc/${pid}/environ`).map((entry): [string, string] => {
    const equals = entry.indexOf('=')
    return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)]
  })
  return Object.fromEntries(entries)
}

/** The working folder of a process; undefined if unknown or not permitted. */
export function workingDirectory(pid: number): string | undefined {
  return linkTarget(`/proc/${pid}/cwd`)
}

/** The program that a process runs, as an absolute path; undefined if unknown or not permitted. */
export function executable(pid: number): string | undefined {
  return linkTarget(`/proc/${pid}/exe`)
}

/**
 * The processes of a run, however their parents ended: those that carry `PREFLIGHT_RUN` in their
 * environment, or work in a folder below the run's scratch folder.
 */
export function ownedProcesses(run: { runId: string; scratchDir: string }): number[] {
  return allPids().filter((pid) => {
    if (pid === process.pid || processStat(pid)?.state === 'Z') return false
    const folder = workingDirectory(pid)?.replace(/ \(deleted\)$/, '')
    if (folder?.startsWith(`${run.scratchDir}/`)) return true
    return environment(pid).PREFLIGHT_RUN === run.runId
  })
}

/**
 * The TCP ports on which any of these processes listens, in ascending order.
 * @param pids usually a `processTree`
 */
export function listeningPorts(pids: readonly number[]): number[] {
  const inodes = new Set<string>()
  for (const pid of pids) for (const inode of socketInodes(pid)) inodes.add(inode)
  const ports = new Set<number>()
  for (const table of socketTables(pids)) {
    for (const line of (read(table) ?? '').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/)
      const listens = fields[3] === '0A'
      const port = fields[1]?.split(':')[1]
      if (listens && port && inodes.has(fields[9] ?? '')) ports.add(Number.parseInt(port, 16))
    }
  }
  return [...ports].sort((a, b) => a - b)
}

/** The tables of TCP sockets of this machine's network, and of those of these processes. */
export function socketTables(pids: Iterable<number>): string[] {
  const folders = new Map([[linkTarget('/proc/self/ns/net'), '/proc/net']])
  for (const pid of pids) {
    const network = linkTarget(`/proc/${pid}/ns/net`)
    if (network !== undefined && !folders.has(network)) folders.set(network, `/proc/${pid}/net`)
  }
  return [...folders.values()].flatMap((folder) => [`${folder}/tcp`, `${folder}/tcp6`])
}

function socketInodes(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      const inode = linkTarget(`/proc/${pid}/fd/${descriptor}`)?.match(/^socket:\[(\d+)\]$/)?.[1]
      return inode === undefined ? [] : [inode]
    })
  } catch {
    return []
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

function nulSeparated(path: string): string[] {
  return (read(path) ?? '').split('\0').filter((part) => part !== '')
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
