import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Target } from '#gate/system/target.ts'
import { deployedNginx } from './deployed-nginx.ts'
import { edgesOf } from './edge-service.ts'
import { readTree } from './nginx-tree.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-nginx-'))
beforeAll(() => {
  mkdirSync(join(folder, 'nginx'))
  writeFileSync(join(folder, 'site.conf'), 'server { listen 80; }\n')
  writeFileSync(join(folder, 'nginx/gzip.conf'), 'gzip on;\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A target whose edge has site.conf as a compose file says, or a stack. */
function targetWith(files: { compose?: string; stack?: string }): Target {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.yml`), text)
  }
  const names = Object.keys(files).map((name) => [name, `${name}.yml`])
  const manifests: Record<string, string> = { ...Object.fromEntries(names), nginx: 'site.conf' }
  const manifest = async (name: string) => {
    const absolute = join(folder, manifests[name] ?? '')
    return { path: manifests[name], text: readFileSync(absolute, 'utf8'), absolute }
  }
  const manifestFiles = async (name: string) => [await manifest(name)]
  return { config: { manifests }, manifest, manifestFiles } as unknown as Target
}

const nginx = (keys: string, more: string) =>
  `services: { nginx: { image: "nginx:1.28", ${keys} } }\n${more}`

describe('a fragment is found where the service has it', () => {
  const at = '/etc/nginx/conf.d/default.conf'
  const fromFile = 'configs: { site: { file: ./site.conf } }'
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
  test.for([
    ['a volume', nginx(`volumes: ["./site.conf:${at}:ro"]`, '')],
    [
      'a volume, long form',
      nginx(`volumes: [{ type: bind, source: ./site.conf, target: ${at} }]`, ''),
    ],
    ['a folder', nginx('volumes: ["./:/etc/nginx/conf.d/"]', '')],
    ['a volume below PWD', nginx(`volumes: ["\${PWD}/site.conf:${at}"]`, '')],
    [
      'a named volume that is a folder',
      nginx(
        'volumes: ["conf:/etc/nginx/conf.d"]',
        `volumes: { conf: { driver_opts: { type: none, o: bind, device: "\${PWD}" } } }`,
      ),
    ],
    ['a config', nginx(`configs: [{ source: site, target: ${at} }]`, fromFile)],
    [
      'a config with a path of its own form',
      nginx(`configs: [{ source: site, target: ${at} }]`, 'configs: { site: { file: site.conf } }'),
    ],
    [
      'a config by a variable',
      nginx(
        `configs: [{ source: site, target: "\${AT:-${at}}" }]`,
        'configs: { site: { file: "${SITE:-./site.conf}" } }',
      ),
    ],
    [
      'a secret',
      nginx(
        `secrets: [{ source: site, target: ${at} }]`,
        'secrets: { site: { file: ./site.conf } }',
      ),
    ],
  ] as const)('by %s', async ([, compose]) => {
    const { role, manifest } = await deployedNginx(targetWith({ compose }))
    const name = manifest.split('/').at(-1)
    expect([role, dirname(manifest)]).toEqual(['fragment', '/etc/nginx/conf.d'])
    expect(['default.conf', 'site.conf']).toContain(name)
  })
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation

  test('by a config in its short form: at the root, under its name', async () => {
    const compose = nginx('configs: [site.conf]', 'configs: { site.conf: { file: ./site.conf } }')
    const { role, manifest } = await deployedNginx(targetWith({ compose }))
    expect([role, manifest]).toEqual(['fragment', '/site.conf'])
  })

  test('by a stack, where the compose file has no edge', async () => {
    const compose = 'services: { db: { image: "postgres:16" } }'
    const stack = nginx(`configs: [{ source: site, target: ${at} }]`, fromFile)
    const { role, manifest } = await deployedNginx(targetWith({ compose, stack }))
    expect([role, manifest]).toEqual(['fragment', at])
  })
})

test('the main file is one by a config, too, with what the others give', async () => {
  const main = '/etc/nginx/nginx.conf'
  const compose = nginx(
    `configs: [{ source: main, target: ${main} }, { source: gzip, target: /etc/nginx/gzip.conf },
      { source: log, target: /etc/nginx/log.conf }]`,
    `configs: { main: { file: ./site.conf }, gzip: { file: ./nginx/gzip.conf },
      log: { content: "access_log off;" } }`,
  )
  const { role, manifest, find } = await deployedNginx(targetWith({ compose }))
  expect([role, manifest]).toEqual(['main', main])
  expect(find('gzip.conf').map(({ text }) => text)).toEqual(['gzip on;\n'])
  expect(find('/etc/nginx/log.conf').map(({ text }) => text)).toEqual(['access_log off;'])
})

test('a manifest that no service has is a fragment, as it has no http block', async () => {
  const { role, manifest } = await deployedNginx(targetWith({ compose: nginx('tty: true', '') }))
  expect([role, manifest]).toEqual(['fragment', '/etc/nginx/conf.d/default.conf'])
})

test('a backend that mounts all of its sources has no configuration of nginx by that', async () => {
  const at = '/etc/nginx/conf.d/default.conf'
  const api = 'api: { image: "a/api:1", volumes: ["./:/app"] }'
  const compose = nginx(`volumes: ["./site.conf:${at}"]`, '').replace('{', `{ ${api},`)
  const { service, manifest } = await deployedNginx(targetWith({ compose }))
  expect([service?.service.name, manifest]).toEqual(['nginx', at])
  const alone = targetWith({ compose: `services: { ${api} }` })
  expect((await deployedNginx(alone)).service).toBeUndefined()
})

test.each(['traefik:v3', 'docker.io/library/caddy:2', 'haproxy'])(
  '%s in front of the backend has no configuration of nginx',
  async (image) => {
    const compose = `services: { edge: { image: "${image}", ports: ["80:80"] } }`
    expect((await deployedNginx(targetWith({ compose }))).service).toBeUndefined()
  },
)

describe('an edge that has another configuration', () => {
  const other = (at: string) => nginx(`volumes: ["./nginx/gzip.conf:${at}"]`, '')

  test.each(['/etc/nginx/conf.d/default.conf', '/etc/nginx/conf.d/other.conf'])(
    'at %s is not the one of the manifest',
    async (at) => {
      const { service, main } = await deployedNginx(targetWith({ compose: other(at) }))
      expect([service, main.path]).toEqual([undefined, '/etc/nginx/nginx.conf'])
    },
  )

  test('at a place of the main file is the one of a fragment', async () => {
    const target = targetWith({ compose: other('/etc/nginx/nginx.conf') })
    expect((await deployedNginx(target)).service?.service.name).toBe('nginx')
  })

  test('is the one of the manifest where the config says so', async () => {
    const target = targetWith({ compose: other('/etc/nginx/conf.d/default.conf') })
    const mountedAt = '/etc/nginx/conf.d/a.conf'
    const said = { ...target, config: { ...target.config, edge: { mountedAt } } } as Target
    expect((await deployedNginx(said)).service?.service.name).toBe('nginx')
  })

  test('in the stack is not judged by the one of the compose file', async () => {
    const at = '/etc/nginx/conf.d/default.conf'
    const compose = nginx(`volumes: ["./site.conf:${at}"]`, '')
    const target = targetWith({ compose, stack: other(at) })
    const edges = await edgesOf(target, join(folder, 'site.conf'))
    expect(edges.map(({ key }) => key)).toEqual(['manifests.compose'])
  })
})

describe('images of others', () => {
  const mounted = (image: string, at: string, more = '') =>
    `services: { nginx: { image: "${image}", volumes: ["./site.conf:${at}:ro"], ${more} } }`
  test.each([
    ['bitnami/nginx:1.27', '/opt/bitnami/nginx/conf/server_blocks/site.conf'],
    ['lscr.io/linuxserver/swag', '/config/nginx/site-confs/default.conf'],
    ['openresty/openresty:alpine', '/etc/nginx/conf.d/default.conf'],
    ['debian-nginx', '/etc/nginx/sites-enabled/site'],
  ])('%s has servers at %s', async (image, at) => {
    const deployed = await deployedNginx(targetWith({ compose: mounted(image, at) }))
    expect(deployed.manifest).toBe(at)
    expect(JSON.stringify(readTree(deployed).directives)).toContain('"80"')
  })

  const whole = 'events {} http { server { listen 80; } }'
  test.each([
    ['openresty/openresty:alpine', '/usr/local/openresty/nginx/conf/nginx.conf', '', 'main'],
    ['nginx:1.28', '/srv/edge.conf', 'command: [nginx, -c, /srv/edge.conf]', 'main'],
    // Nothing reads it there, or it is read where it is not allowed.
    ['nginx:1.28', '/srv/edge.conf', '', 'fragment'],
    ['openresty/openresty:alpine', '/etc/nginx/conf.d/default.conf', '', 'fragment'],
  ])('%s with a main file at %s %s', async (image, at, more, role) => {
    writeFileSync(join(folder, 'site.conf'), whole)
    try {
      const deployed = await deployedNginx(targetWith({ compose: mounted(image, at, more) }))
      expect(deployed.role).toBe(role)
    } finally {
      writeFileSync(join(folder, 'site.conf'), 'server { listen 80; }\n')
    }
  })
})
