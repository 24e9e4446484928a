/** Goal: a name that nobody in the composition has is found, and none that another may have. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCompose } from '../deploy/compose/compose-file.ts'
import { readTree } from './nginx-tree.ts'
import { unknownHosts } from './unknown-hosts.ts'

function found(nginx: string, services: string, more = '', beside = ''): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-hosts-'))
  try {
    const text = `services:\n  web: { image: "nginx:1", ${services} }\n${more}`
    const file = join(folder, 'compose.yml')
    writeFileSync(file, text)
    if (beside !== '') writeFileSync(join(folder, 'compose.more.yml'), beside)
    const main = { path: '/etc/nginx/nginx.conf', text: `http { ${nginx} }` }
    const [edge] = readCompose(text).services
    if (!edge) throw new Error('no edge')
    return unknownHosts(readTree({ main, find: () => [] }), { text, file, edge })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const to = (host: string) => `server { location / { proxy_pass http://${host}:8000; } }`
const up = (name: string) => `server { location / { proxy_pass http://${name}; } }`
const api = '  api: { image: "a:1" }\n'

test.each([
  [to('apii'), api, ['apii']],
  [to('web-api'), api, []],
  [`upstream u { server api:1; server apo:1 backup; } ${up('u')}`, api, ['apo']],
  [`upstream api { server backend:1; } ${up('api')}`, api, ['backend']],
  ['server { location / { uwsgi_pass app:3031; } }', api, ['app']],
  [to('api'), api, []],
  [to('shop_api_1'), api, []],
  [to('shop-api'), '  api: { image: "a:1", container_name: shop-api }\n', []],
  [to('backend'), '  api: { image: "a:1", networks: { n: { aliases: [backend] } } }\n', []],
])('%s beside %s', (nginx, services, unknown) => {
  expect(found(nginx, '', services)).toEqual(unknown)
})

test.each([
  [to('api.example.com'), '', api, ''],
  [to('127.0.0.1'), '', api, ''],
  [to('localhost'), '', api, ''],
  [`server { set $up apii; location / { proxy_pass http://$up:1; } }`, '', api, ''],
  [to('apii'), 'network_mode: host', api, ''],
  [to('apii'), 'extra_hosts: ["apii:host-gateway"]', api, ''],
  [to('apii'), 'extra_hosts: { apii: 10.0.0.1 }', api, ''],
  [to('apii'), 'networks: [shared]', `${api}networks: { shared: { external: true } }`, ''],
  [to('apii'), '', `${api}networks: { default: { name: shared } }`, ''],
  [to('apii'), '', '  api: { image: "a:1", container_name: "$NAME" }\n', ''],
  [to('apii'), '', `${api}include: [gone.yml]\n`, ''],
  [to('apii'), '', api, 'services: { apii: { image: "b:1" } }'],
])('%s may be somebody else: %s %s', (nginx, services, more, beside) => {
  expect(found(nginx, services, more, beside)).toEqual([])
})
