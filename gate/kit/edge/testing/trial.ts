/** Edges of small deployments that a test writes down, run by the nginx of this machine. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TargetConfig } from '#gate/contract/contract.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { LocalEngine } from '#gate/stack/local/engine.ts'
import type { Target } from '#gate/system/target.ts'

export interface Deployment {
  /** Texts by path. `nginx.conf` is the manifest unless `config` names another. */
  files: Readonly<Record<string, string>>
  config?: Partial<TargetConfig>
}

export interface Trial {
  target: Target
  stack: StackClient
  folder: string
}

/** Writes a deployment down, and removes all of it after use. */
export async function withTrial<T>(
  { files, config = {} }: Deployment,
  use: (trial: Trial) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-edge-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const compose = files['compose.yml'] === undefined ? {} : { compose: 'compose.yml' }
  const manifests = { nginx: 'nginx.conf', ...compose, ...config.manifests }
  const full = { name: 'trial', proxyHeaders: { host: 'api.example.com' }, ...config, manifests }
  const fileOf = (path: string) => {
    return { path, text: files[path] ?? '', absolute: join(folder, path) }
  }
  const target = {
    config: full as TargetConfig,
    manifest: async (name: 'nginx') => fileOf(String(full.manifests[name])),
    manifestFiles: async (name: 'compose') => [full.manifests[name] ?? []].flat().map(fileOf),
  }
  const scratchDir = join(folder, 'scratch')
  const engine = new LocalEngine({ runId: `test-${process.pid}`, owner: 'test', scratchDir })
  const stack = { dedicated: engine.start.bind(engine) }
  try {
    return await use({
      target: target as unknown as Target,
      stack: stack as unknown as StackClient,
      folder,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A main file with TLS and all that the claims ask for, around what goes into its server. */
export function secureServer(inServer: string, inHttp = '', name = 'api.example.com'): string {
  return `events {} http {
  resolver 127.0.0.11 valid=1s ipv6=off; resolver_timeout 1s;
  proxy_connect_timeout 600ms; proxy_read_timeout 90s;
  proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;
  ${inHttp}
  server {
    listen 443 ssl; server_name ${name};
    ssl_certificate /etc/nginx/ssl/fullchain.pem; ssl_certificate_key /etc/nginx/ssl/privkey.pem;
    ${inServer}
  }
}
`
}
