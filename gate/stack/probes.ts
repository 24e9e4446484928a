/**
 * Probes whether each kind of server is up, by a query as a client would send it, never by its log.
 * Each returns the version of the server and throws while there is no answer.
 */

import { connect } from 'node:net'
import { Redis } from 'ioredis'
import type { Client } from 'pg'
import { request } from 'undici'
import type { Address } from '#gate/host/address.ts'
import { withSession } from './postgres-session.ts'

const attemptTimeoutMs = 2000

/** Sends a simple query over TCP and returns the first column of the first row. */
export async function queryOnce(url: string, query: string): Promise<string> {
  const first = async (session: Client) => {
    const { rows } = await session.query({ text: query, rowMode: 'array' })
    return String(rows[0]?.[0] ?? '')
  }
  return await withSession(url, first, {
    connectionTimeoutMillis: attemptTimeoutMs,
    query_timeout: attemptTimeoutMs,
    application_name: 'preflight-readiness',
  })
}

export async function probePostgres(url: string): Promise<string> {
  await queryOnce(url, 'SELECT 1')
  return (await queryOnce(url, 'SHOW server_version')).split(' ')[0] ?? ''
}

/** @param adminUrl connection string of the console, `…/pgbouncer` */
export async function probePgBouncer(adminUrl: string): Promise<string> {
  return (await queryOnce(adminUrl, 'SHOW VERSION')).replace(/^PgBouncer\s+/i, '')
}

/** Runs one command on a new connection. */
export async function redisOnce<T>(
  address: Address & { db?: number },
  password: string | undefined,
  command: (client: Redis) => Promise<T>,
): Promise<T> {
  const client = new Redis({
    ...address,
    ...(password === undefined ? {} : { password }),
    lazyConnect: true,
    connectTimeout: attemptTimeoutMs,
    commandTimeout: attemptTimeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  client.on('error', () => {}) // The command's own rejection carries it.
  try {
    await client.connect()
    return await command(client)
  } finally {
    client.disconnect()
  }
}

export function probeRedis(address: Address, password?: string): Promise<string> {
  return redisOnce(address, password, async (client) => {
    await client.ping()
    return serverVersion(await client.info('server'))
  })
}

/** The version in an answer of INFO. Valkey says there which Redis it can stand in for, too. */
export function serverVersion(info: string): string {
  const [, valkey] = /^valkey_version:(\S+)/m.exec(info) ?? []
  return valkey ?? /^redis_version:(\S+)/m.exec(info)?.[1] ?? ''
}

/**
 * Probes nginx without reaching any location: it rejects a line that is not a request itself. Any
 * answer, or a close after the connection was accepted, shows that the port is served.
 */
export function probeNginx({ host, port }: Address): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: attemptTimeoutMs })
    let answer = ''
    socket.once('connect', () => socket.write('preflight\r\n\r\n'))
    socket.on('data', (data) => {
      answer += data.toString('latin1')
    })
    socket.once('timeout', () => socket.destroy(new Error(`no answer from port ${port}`)))
    socket.once('error', reject)
    socket.once('close', () => resolve(answer.match(/nginx\/([\d.]+)/)?.[1] ?? ''))
  })
}

export async function probeToxiproxy(apiUrl: string): Promise<string> {
  const { statusCode, body } = await request(`${apiUrl}/version`, {
    headersTimeout: attemptTimeoutMs,
    bodyTimeout: attemptTimeoutMs,
  })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`the control API answered ${statusCode}`)
  return text.match(/"version"\s*:\s*"([^"]*)"/)?.[1] ?? text.trim()
}
