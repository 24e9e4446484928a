/** TCP ports on loopback. A free one can be lost between choice and use: callers retry. */

import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { PreflightError } from '#gate/errors.ts'

const lowest = 10_000
const highest = 65_535
const attempts = 200
const handedOut = new Set<number>()

/**
 * A port on 127.0.0.1 on which nothing listens now. It is outside the kernel's range for outgoing
 * connections, and this process never gets the same port twice.
 * @throws PREFLIGHT_E_STACK if no free port was found
 */
export async function freePort(): Promise<number> {
  const ephemeral = ephemeralRange()
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(lowest, highest + 1)
    const taken = handedOut.has(port) || (port >= ephemeral.low && port <= ephemeral.high)
    if (taken) continue
    handedOut.add(port)
    if (await canListen(port)) return port
  }
  throw new PreflightError('PREFLIGHT_E_STACK', `no free port found in ${attempts} attempts`)
}

/** Whether something accepts a connection on a port; false after the time-out too. */
export function accepts(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs })
    const settle = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
    socket.once('timeout', () => settle(false))
  })
}

const conflict = /EADDRINUSE|address already in use|port is already allocated/i

/** Whether a server's output says that its port was taken. */
export function isPortConflict(text: string): boolean {
  return conflict.test(text)
}

/** A port after an address, or by its name; no time, and no other number of a record in JSON. */
const namedPort = /(?:(?<!"):|, |\bport"?[:=]? ?)(\d{3,5})(?=[\s,;:)\]}"']|$)/gi

/** The ports of which a server's output says that they were taken, each once. */
export function conflictPorts(text: string): number[] {
  const lines = text.split('\n').filter((line) => conflict.test(line))
  const found = lines.flatMap((line) => [...line.matchAll(namedPort)])
  return [...new Set(found.map(([, digits]) => Number(digits)))]
}

/** The kernel's range for outgoing connections; Linux's default if it is unknown. */
export function ephemeralRange(): { low: number; high: number } {
  try {
    const text = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
    const [low, high] = text.trim().split(/\s+/).map(Number)
    if (low && high) return { low, high }
  } catch {
    // Not Linux.
  }
  return { low: 32_768, high: 60_999 }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      server.close(() => resolve(true)),
    )
  })
}
