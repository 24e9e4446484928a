/** Contents for the TLS files that a configuration names: certificates of the run. */
import { posix } from 'node:path'
import type { KeyType } from '#gate/contract/edge.ts'
import type { Authority, Issued } from './certificates.ts'
import { absolutePath } from './deployed-nginx.ts'
import type { NginxTree } from './nginx-tree.ts'
import { variablesOf, walk } from './tree.ts'

/** The group ffdhe2048 of RFC 7919. */
const dhParameters = `-----BEGIN DH PARAMETERS-----
MIIBCAKCAQEA//////////+t+FRYortKmq/cViAnPTzx2LnFg84tNpWp4TZBFGQz
+8yTnc4kmz75fS/jY2MMddj2gbICrsRhetPfHtXV/WVhJDP1H18GbtCFY2VVPe0a
87VXE15/V8k1mE8McODmi3fipona8+/och3xWKE2rec1MKzKT0g6eXq8CrGCsyT7
YdEIqUuyyOP7uWrat2DX9GgdT0Kj3jlN9K5W7edjcrsZCwenyO4KbXCeAvzhzffi
7MA0BM0oNC9hkXL+nOmFg/+OTxIy7vKBg8P+OxtMb61zO7X8vC7CIAXFjvGDfRaD
ssbzSibBsu/6iGtCOGEoXJf//////////wIBAg==
-----END DH PARAMETERS-----
`

/** What a server shows to clients: no file can be any other that is the one or the other. */
const pair = ['ssl_certificate', 'ssl_certificate_key']

type Issuer = Pick<Authority, 'issue' | 'intermediate' | 'root'>

/** What certbot calls the file with the whole chain, and the key beside it. */
const certbotsNames = ['fullchain.pem', 'privkey.pem']

/**
 * The folders in which certbot keeps a certificate: `cert.pem` and `chain.pem` mean something only
 * there. Elsewhere, a team has its own names, and nobody knows what a file of theirs leaves out.
 */
function foldersOfCertbot(paths: readonly string[]): Set<string> {
  const isCertbots = (path: string) =>
    certbotsNames.includes(posix.basename(path)) || path.includes('/letsencrypt/live/')
  return new Set(paths.filter(isCertbots).map((path) => posix.dirname(path)))
}

/** A part of the certificate by the name that certbot gives it; else the whole chain. */
function certificateText(path: string, isCertbots: boolean, authority: Issuer, issued: Issued) {
  const name = posix.basename(path)
  if (isCertbots && name === 'cert.pem') return issued.leaf
  return isCertbots && name === 'chain.pem' ? authority.intermediate : issued.chain
}

/**
 * The contents of all TLS files, by absolute path.
 * @param names server names for the certificates
 */
export async function credentialFiles(
  tree: NginxTree,
  authority: Issuer,
  names: readonly string[],
  keyType: KeyType,
): Promise<Record<string, string>> {
  const issued = await authority.issue(names, keyType)
  const folders = foldersOfCertbot(tlsFiles(tree).map(({ path }) => path))
  const texts: Record<string, (path: string) => string> = {
    ssl_certificate: (path) =>
      certificateText(path, folders.has(posix.dirname(path)), authority, issued),
    ssl_certificate_key: () => issued.key,
    ssl_trusted_certificate: () => `${authority.intermediate}\n${authority.root}\n`,
    ssl_client_certificate: () => authority.root,
    ssl_dhparam: () => dhParameters,
  }
  const files: Record<string, string> = {}
  for (const [path, uses] of Map.groupBy(tlsFiles(tree), (each) => each.path)) {
    const names = new Set(uses.map(({ name }) => name))
    // One file may be all that it takes: with the key behind the chain, or trusted as well.
    const isPair = pair.some((name) => names.has(name))
    const parts = isPair ? pair.filter((name) => names.has(name)) : [...names].slice(-1)
    const found = parts.flatMap((name) => texts[name]?.(path) ?? [])
    if (found.length > 0) files[path] = found.join('\n')
  }
  return files
}

/** The files that directives name, by directive. Those for connections to backends count, too. */
function tlsFiles(tree: NginxTree): { name: string; path: string }[] {
  const found: { name: string; path: string }[] = []
  for (const { directive } of walk(tree.directives)) {
    const [path] = directive.args
    const name = directive.name.replace(/^(proxy|grpc|uwsgi)_(?=ssl_)/, '')
    if (!path || !name.startsWith('ssl_') || variablesOf(path).length > 0) continue
    found.push({ name, path: absolutePath(path.value) })
  }
  return found
}
