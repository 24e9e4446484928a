import { connect, type Socket } from 'node:net'

/** PostgreSQL's SSLRequest: eight bytes, which a server answers with one. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/**
 * Whether a PostgreSQL server answers at all. Like pg_isready, it does not log in: it uses none of
 * the server's connections, so it works when all of them are in use. Never throws.
 */
export function serverAnswers(databaseUrl: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = open(new URL(databaseUrl))
    const end = (answered: boolean) => () => {
      socket.destroy()
      resolve(answered)
    }
    // A total timeout: `socket.setTimeout` would restart with every byte.
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
