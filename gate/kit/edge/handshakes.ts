/** TLS handshakes with one version or cipher suite, and a server that accepts all. */
import { once } from 'node:events'
import { createServer, getCiphers, type SecureVersion, type Server } from 'node:tls'
import type { KeyType } from '#gate/contract/edge.ts'
import { messageOf } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import type { Authority } from './certificates.ts'
import { handshake } from './edge-client.ts'

/** The lowest level lets OpenSSL use insecure versions and suites. */
const anything = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'
const keyTypes: readonly KeyType[] = ['ec', 'rsa']

export interface HandshakeAttempt {
  versions: readonly [SecureVersion, SecureVersion]
  /** A cipher suite of TLS 1.2 and below by its OpenSSL name. Default: all. */
  suite?: string
  /** Absent: no SNI is sent. */
  serverName?: string | undefined
}

export interface HandshakeOutcome {
  done: boolean
  /** The negotiated version and suite. */
  protocol?: string
  suite?: string
  /** Why the handshake failed. */
  problem?: string
}

/** Tries one handshake; never throws because of the server. */
export async function tryHandshake(
  address: Address,
  { versions, suite, serverName }: HandshakeAttempt,
): Promise<HandshakeOutcome> {
  const [minVersion, maxVersion] = versions
  try {
    const socket = await handshake(address, {
      minVersion,
      maxVersion,
      ciphers: suite === undefined ? anything : `${suite}:@SECLEVEL=0`,
      rejectUnauthorized: false,
      ...(serverName === undefined ? {} : { servername: serverName }),
    })
    const protocol = socket.getProtocol() ?? ''
    const { name } = socket.getCipher()
    socket.destroy()
    return { done: true, protocol, suite: name }
  } catch (error) {
    return { done: false, problem: messageOf(error) }
  }
}

/** Every cipher suite of TLS 1.2 and below that the client knows. */
export function knownSuites(): string[] {
  return getCiphers()
    .filter((name) => !name.startsWith('tls_'))
    .map((name) => name.toUpperCase())
}

export interface PermissiveServer {
  address: Address
  close(): Promise<void>
}

/** A server with all versions and suites, and keys of both types. */
export async function openPermissiveServer(authority: Authority): Promise<PermissiveServer> {
  const issued = await Promise.all(
    keyTypes.map((keyType) => authority.issue(['localhost'], keyType)),
  )
  const server: Server = createServer({
    key: issued.map(({ key }) => key),
    cert: issued.map(({ chain }) => chain),
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.3',
    ciphers: anything,
    dhparam: 'auto',
  })
  server.on('secureConnection', (socket) => socket.on('error', () => {}))
  server.listen({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    address: { host: '127.0.0.1', port },
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
