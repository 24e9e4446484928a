import { connect, type Socket } from 'node:net'

/** What asks a PostgreSQL server whether it speaks TLS: eight bytes, answered by one. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/**
 * Whether a PostgreSQL server answers at all. Asks as pg_isready does, before any log-in: it takes
 * no connection of the server's, so it works where each of them is in use. Never throws.
 */
export function serverAnswers(databaseUrl: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = open(new URL(databaseUrl))
    const end = (answered: boolean) => () => {
      socket.destroy()
      resolve(answered)
    }
    // From the start: `socket.setTimeout` would begin again with every byte.
    const timer = setTimeout(end(false), timeoutMs)
    socket.once('close', () => clearTimeout(timer))
    socket.once('connect', () => socket.write(sslRequest))
    socket.once('data', end(true))
    socket.once('error', end(false))
    socket.once('end', end(false))
  })
}

function open(url: URL): Socket {
  const port = Number(url.port || 5432)
  const host = url.searchParams.get('host') ?? url.hostname
  return host.startsWith('/')
    ? connect(`${host}/.s.PGSQL.${port}`)
    : connect(port, host.replace(/^\[|\]$/g, ''))
}
