import { expect, test } from 'vitest'
import { readCompose } from './compose-file.ts'
import { frontDoor } from './front-door.ts'

const config = { settings: { poolSize: 'POOL' } }
const api = '  api: { build: ., environment: { POOL: 5 } }\n  db: { image: "postgres:16" }\n'
const door = (services: string) => frontDoor(readCompose(`services:\n${services}`).services, config)

test.for([
  ['  edge: { image: "nginx:1.28", ports: ["80:80"] }', 'edge'],
  ['  door: { image: "kong:3.4", ports: ["80:8000"] }', 'door'],
  ['  door: { image: "lucaslorentz/caddy-docker-proxy:2.9", ports: ["80:80"] }', 'door'],
  ['  door: { image: "apache/apisix:3.8-debian", ports: ["80:9080"] }', 'door'],
  ['  app-proxy: { build: ./nginx, ports: ["8000:80"] }', 'app-proxy'],
  ['  proxy: { image: "team/app-proxy:1", ports: ["80:80"] }', 'proxy'],
  ['  app_gateway: { image: "team/gate:1", ports: ["9000:9000"] }', 'app_gateway'],
  ['  frontend: { build: ./web, ports: ["9001:80"] }', 'frontend'],
  ['  web: { image: "team/web:1", ports: [{ target: 443, published: "443" }] }', 'web'],
  [
    '  web: { build: ./web, ports: ["80:80"] }\n  mail: { image: "m:1", ports: ["1080:80"] }',
    'web',
  ],
])('%s is the front door', ([services, name]) => {
  expect(door(api + services)).toBe(name)
})

test.for([
  '  mail: { image: "mail:1", ports: ["1080:1080"] }',
  '  frontend: { build: ./web, ports: ["5173:5173"] }',
  '  socket-proxy: { image: "team/docker-socket-proxy:1", ports: ["2375:2375"] }',
  '  web-ui: { build: ./a, ports: ["80:80"] }\n  web: { build: ./b, ports: ["81:80"] }',
  '  web: { build: ./b, ports: ["80:80"], profiles: [debug] }',
])('%s is none', (services) => {
  expect(door(api + services)).toBeUndefined()
})

test('a backend that publishes its own port is none, whatever its name', () => {
  expect(door('  web: { build: ., environment: { POOL: 5 }, ports: ["80:80"] }')).toBeUndefined()
  expect(door('  web: { build: ., ports: ["80:80"] }\n  other: { build: . }')).toBeUndefined()
})
