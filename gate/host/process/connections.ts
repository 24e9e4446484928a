/** Which processes have connections to a server, from Linux's /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Address } from '../address.ts'
import { socketTables } from './proc.ts'

const established = '01'

function lines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}

const columns = { local: 1, remote: 2 } as const

/**
 * Inodes of established sockets with the port at one end.
 * @param pids whose networks are looked at beside this machine's
 */
function socketsOf(
  port: number,
  end: keyof typeof columns,
  pids: readonly number[] = [],
): Set<string> {
  const inodes = new Set<string>()
  for (const line of socketTables(pids).flatMap(lines)) {
    const fields = line.trim().split(/\s+/)
    const found = Number.parseInt(fields[columns[end]]?.split(':')[1] ?? '', 16)
    if (fields[3] === established && found === port) inodes.add(fields[9] ?? '')
  }
  return inodes
}

/** Established connections of clients to a port of this machine, once a process accepted them. */
export function connectionsAt(port: number): number {
  const inodes = socketsOf(port, 'local')
  inodes.delete('0') // Not accepted yet.
  return inodes.size
}

const listening = '0A'
/** All addresses, and the loopback, as /proc writes them. */
const reachable = /^(?:0+|0100007F|0{16}FFFF00000100007F|0{24}01000000):/

/** Whether something listens on a port of this machine's loopback. */
export function isListenedTo(port: number): boolean {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return socketTables([]).some((table) =>
    lines(table).some((line) => {
      const fields = line.trim().split(/\s+/)
      const local = fields[columns.local] ?? ''
      return fields[3] === listening && local.endsWith(end) && reachable.test(local)
    }),
  )
}

/** `::ffff:` as /proc writes it, in the byte order of this processor. */
const mappedPrefix = '0000000000000000FFFF0000'

/** An IPv4 address as /proc writes it, in the byte order of this processor. */
function procAddress(host: string): string {
  const bytes = host.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))
  return bytes.toReversed().join('').toUpperCase()
}

/**
 * Established connections of clients to an IPv4 address and port, including those that are not
 * accepted yet.
 * @param pid a process of the network that the address belongs to. Default: this machine's
 */
export function establishedAt({ host, port }: Address, pid: number | 'self' = 'self'): number {
  const ipv4 = `${procAddress(host)}:${port.toString(16).toUpperCase().padStart(4, '0')}`
  // What listens to all addresses of both kinds has those of IPv4 mapped into IPv6.
  const addresses = new Set([ipv4, `${mappedPrefix}${ipv4}`])
  const tables = [`/proc/${pid}/net/tcp`, `/proc/${pid}/net/tcp6`]
  return tables.flatMap(lines).filter((line) => {
    const fields = line.trim().split(/\s+/)
    return addresses.has(fields[columns.local] ?? '') && fields[3] === established
  }).length
}

/**
 * Sockets of a server's port in any state but listening: also those that end, and those of its own
 * health check.
 * @param pid a process of the network that is looked at
 */
export function socketsAt(port: number, pid: number | 'self'): number {
  const tables = [`/proc/${pid}/net/tcp`, `/proc/${pid}/net/tcp6`]
  return tables.flatMap(lines).filter((line) => {
    const fields = line.trim().split(/\s+/)
    const found = Number.parseInt(fields[columns.local]?.split(':')[1] ?? '', 16)
    return found === port && fields[3] !== listening
  }).length
}

/** How many of the sockets a process has open. */
function held(pid: number, inodes: ReadonlySet<string>): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).filter((descriptor) => {
      try {
        const target = readlinkSync(`/proc/${pid}/fd/${descriptor}`)
        return inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')
      } catch {
        return false // Closed in the meantime.
      }
    }).length
  } catch {
    return 0 // Ended in the meantime, or no /proc.
  }
}

/** Established connections to the port, by process; processes without any are left out. */
export function connectionsByProcess(
  pids: readonly number[],
  port: number,
): Record<number, number> {
  const inodes = socketsOf(port, 'remote', pids)
  const counts = pids.map((pid): [number, number] => [pid, held(pid, inodes)])
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

/** The processes among `pids` that have a connection to the port: those that own a pool. */
export function processesConnectedTo(pids: readonly number[], port: number): number[] {
  const counts = connectionsByProcess(pids, port)
  return pids.filter((pid) => counts[pid] !== undefined)
}
