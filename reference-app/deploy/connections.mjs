/** Prints the number of connections to this container's server, without its health check's. */
import { existsSync, readFileSync } from 'node:fs'

const port = Number(process.env.PORT ?? 8000)
const established = '01'
/** 127.0.0.1 as the two tables write it: in words, lowest byte first. */
const loopback = /^(0100007F|0000000000000000FFFF00000100007F)$/

/**
 * @param {string} table
 * @see https://docs.kernel.org/networking/proc_net_tcp.html
 */
function connections(table) {
  if (!existsSync(table)) return []
  const rows = readFileSync(table, 'utf8').trim().split('\n').slice(1)
  return rows.filter((row) => {
    const [, local = '', remote = '', state] = row.trim().split(/\s+/)
    const isOurs = Number.parseInt(local.split(':')[1] ?? '', 16) === port
    return isOurs && state === established && !loopback.test(remote.split(':')[0] ?? '')
  })
}

console.log(['/proc/net/tcp', '/proc/net/tcp6'].flatMap(connections).length)
