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

/** File names of certbot for the parts of a certificate. */
function certificateText(path: string, authority: Authority, { leaf, chain }: Issued): string {
  const name = posix.basename(path)
  if (name === 'cert.pem') return leaf
  return name === 'chain.pem' ? authority.intermediate : chain
}

/**
 * The contents of all TLS files, by absolute path.
 * @param names server names for the certificates
 */
export async function credentialFiles(
  tree: NginxTree,
  authority: Authority,
  names: readonly string[],
  keyType: KeyType,
): Promise<Record<string, string>> {
  const issued = await authority.issue(names, keyType)
  const texts: Record<string, (path: string) => string> = {
    ssl_certificate: (path) => certificateText(path, authority, issued),
    ssl_certificate_key: () => issued.key,
    ssl_trusted_certificate: () => `${authority.intermediate}\n${authority.root}\n`,
    ssl_client_certificate: () => authority.root,
    ssl_dhparam: () => dhParameters,
  }
  const files: Record<string, string> = {}
  for (const { directive } of walk(tree.directives)) {
    const [path] = directive.args
    // Those for connections to backends are of the same kinds.
    const text = texts[directive.name.replace(/^(proxy|grpc|uwsgi)_(?=ssl_)/, '')]
    if (!path || !text || variablesOf(path).length > 0) continue
    files[absolutePath(path.value)] = text(path.value)
  }
  return files
}
