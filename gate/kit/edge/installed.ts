/** Judges the certificate files of a deployment for what a handshake cannot show. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { posix } from 'node:path'
import { absolutePath } from './deployed-nginx.ts'
import type { NginxTree } from './nginx-tree.ts'
import type { Directive } from './syntax.ts'
import { effective, servers, variablesOf } from './tree.ts'

/** The certificate and key for a server name, by absolute path as nginx sees them. */
export interface CertificatePair {
  certificate: string
  key: string
}

/** The pairs of the server with this name, else of all proxying servers with TLS. */
export function certificatePairs(tree: NginxTree, serverName: string): CertificatePair[] {
  const all = servers(tree.directives).filter(({ listens }) => listens.some(({ tls }) => tls))
  const named = all.filter(({ names }) => names.includes(serverName))
  const chosen = named.length > 0 ? named : all.filter(({ proxies }) => proxies)
  const http = tree.directives.filter(({ name }) => name === 'http')
  const pathsOf = (block: Directive, name: string) =>
    effective([...http, block], name).flatMap(({ args }) =>
      args[0] && variablesOf(args[0]).length === 0 ? [absolutePath(args[0].value)] : [],
    )
  return chosen.flatMap(({ block }) => {
    const keys = pathsOf(block, 'ssl_certificate_key')
    return pathsOf(block, 'ssl_certificate').map((certificate, index) => ({
      certificate,
      key: keys[index] ?? '',
    }))
  })
}

/** The path of a file below a mounted folder; absent if it is elsewhere. */
export function below(mountedAt: string, path: string): string | undefined {
  const relative = posix.relative(mountedAt, path)
  return relative.startsWith('..') || relative === '' ? undefined : relative
}

export interface JudgedCertificate {
  subject: string
  validTo: string
  /** Days until the first certificate expires; negative if it has. */
  daysLeft: number
  matchesKey: boolean
  coversName: boolean
  /** Whether each certificate is signed by the next. */
  isChain: boolean
  certificates: number
}

const dayMs = 86_400_000

/**
 * Judges a certificate file against its key and a name.
 * @throws Error if one of them cannot be read
 */
export function judgeCertificate(pem: string, key: string, serverName: string): JudgedCertificate {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  const [leaf, ...rest] = blocks.map((block) => new X509Certificate(block))
  if (!leaf) throw new Error('the file has no certificate')
  const all = [leaf, ...rest]
  const isChain = all.every((certificate, index) => {
    const issuer = all[index + 1]
    return !issuer || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey))
  })
  const ends = all.map(({ validTo }) => Date.parse(validTo))
  return {
    subject: leaf.subject,
    validTo: leaf.validTo,
    daysLeft: Math.floor((Math.min(...ends) - Date.now()) / dayMs),
    matchesKey: leaf.checkPrivateKey(createPrivateKey(key)),
    coversName: leaf.checkHost(serverName) !== undefined,
    isChain,
    certificates: all.length,
  }
}
