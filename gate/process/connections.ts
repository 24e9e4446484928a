/** Which processes hold connections to a server, read from Linux' /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const established = '01'

function lines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}

const columns = { local: 1, remote: 2 } as const

/** Inodes of established sockets of which one end is the port. */
function socketsOf(port: number, end: keyof typeof columns): Set<string> {
  const inodes = new Set<string>()
  for (const line of ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(lines)) {
    const fields = line.trim().split(/\s+/)
    const found = Number.parseInt(fields[columns[end]]?.split(':')[1] ?? '', 16)
    if (fields[3] === established && found === port) inodes.add(fields[9] ?? '')
  }
  return inodes
}

/** Established connections that clients have to a port of this machine, and a process accepted. */
export function connectionsAt(port: number): number {
  const inodes = socketsOf(port, 'local')
  inodes.delete('0') // Nobody's yet.
  return inodes.size
}

/** How many of the sockets a process has open. */
function held(pid: number, inodes: ReadonlySet<string>): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).filter((descriptor) => {
      try {
        const target = readlinkSync(`/proc/${pid}/fd/${descriptor}`)
        return inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')
      } catch {
        return false // It was closed meanwhile.
      }
    }).length
  } catch {
    return 0 // It ended meanwhile, or there is no /proc.
  }
}

/** Established connections to the port by process; without the processes that have none. */
export function connectionsByProcess(
  pids: readonly number[],
  port: number,
): Record<number, number> {
  const inodes = socketsOf(port, 'remote')
  const counts = pids.map((pid): [number, number] => [pid, held(pid, inodes)])
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

/** The processes among `pids` that have a connection to the port: those that own a pool. */
export function processesConnectedTo(pids: readonly number[], port: number): number[] {
  const counts = connectionsByProcess(pids, port)
  return pids.filter((pid) => counts[pid] !== undefined)
}
