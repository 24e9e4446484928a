/** A separate path from one replica to a backing service, through Toxiproxy. */
import { randomBytes } from 'node:crypto'
import { inconclusive, messageOf } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { deadlineAfter } from '#gate/host/process/wait.ts'
import type { ToxiproxyServer } from '#gate/stack/types.ts'
import type { Protocol } from './reach.ts'

/** A toxic by Toxiproxy's names: https://github.com/Shopify/toxiproxy#toxics */
export interface Toxic {
  type: 'latency' | 'timeout' | 'reset_peer'
  stream: 'upstream' | 'downstream'
  attributes: Record<string, number>
}

export interface Path {
  /** Its name in reports: `Redis for replica 1`. */
  name: string
  protocol: Protocol
  address: Address
  /** The connection string for the replica, through this path. */
  url: string
  /** If disabled, connections are refused and open ones closed. Idempotent. */
  setEnabled(isEnabled: boolean): Promise<void>
  addToxic(name: string, toxic: Toxic): Promise<void>
  /** Idempotent. */
  removeToxic(name: string): Promise<void>
  /** Idempotent. */
  remove(): Promise<void>
}

const answerTimeoutMs = 10_000
const host = '127.0.0.1'
const attempts = 5
const defaultPorts: Record<Protocol, number> = { redis: 6379, postgres: 5432 }

type Ask = (method: string, path: string, body?: unknown) => Promise<Response>

function askerOf({ apiUrl }: ToxiproxyServer): Ask {
  return async (method, path, body) => {
    const signal = deadlineAfter(answerTimeoutMs)
    const text = body === undefined ? null : JSON.stringify(body)
    const response = await fetch(`${apiUrl}${path}`, { method, body: text, signal }).catch(
      (cause) => {
        throw inconclusive(`Toxiproxy does not answer: ${messageOf(cause)}`, cause)
      },
    )
    const isGone = method === 'DELETE' && response.status === 404
    if (response.ok || isGone) return response
    throw inconclusive(`Toxiproxy: ${method} ${path}: ${await response.text()}`)
  }
}

/** If a client takes the port meanwhile, another one is chosen. */
async function makeProxy(ask: Ask, proxy: string, upstream: string): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    try {
      await ask('POST', '/proxies', { name: proxy, listen: `${host}:${port}`, upstream })
      return port
    } catch (error) {
      if (attempt === attempts || !/address already in use/.test(messageOf(error))) throw error
    }
  }
}

/**
 * Opens a path; it is removed with Toxiproxy at the latest.
 * @param url of the service: `redis://…/3`, `postgres://…`; only host and port are replaced
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if Toxiproxy fails
 */
export async function openPath(
  toxiproxy: ToxiproxyServer,
  { name, protocol, url }: { name: string; protocol: Protocol; url: string },
): Promise<Path> {
  const ask = askerOf(toxiproxy)
  const pathUrl = new URL(url)
  const upstream = `${pathUrl.hostname}:${pathUrl.port || defaultPorts[protocol]}`
  // The server is shared, so the name must be unique.
  const proxy = `preflight-${randomBytes(6).toString('hex')}`
  const port = await makeProxy(ask, proxy, upstream)
  pathUrl.host = `${host}:${port}`
  const at = `/proxies/${proxy}`
  return {
    name,
    protocol,
    address: { host, port },
    url: pathUrl.href,
    setEnabled: async (enabled) => {
      await ask('POST', at, { enabled })
    },
    addToxic: async (toxic, { type, stream, attributes }) => {
      await ask('POST', `${at}/toxics`, { name: toxic, type, stream, toxicity: 1, attributes })
    },
    removeToxic: async (toxic) => {
      await ask('DELETE', `${at}/toxics/${toxic}`)
    },
    remove: async () => {
      await ask('DELETE', at)
    },
  }
}
