import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { connectionsNeeded } from '#guide/tuning-table.ts'
import { readCompose, replicasOf } from './compose-file.ts'
import { maxConnectionsOf } from './max-connections.ts'

describe('services', () => {
  const text = `
x-base: &base { image: app, environment: { WORKERS: 4 } }
services:
  web: { <<: *base, deploy: { replicas: 3 } }
  list: { image: app, environment: ["A=1=2", "B"], scale: 2 }
  db: { image: postgres:15, command: postgres -c max_connections=40 -c fsync=off }
  cache: { image: redis:7, volumes: ["data:/data", "/anonymous", { type: volume, target: /long }] }
`
  const { services } = readCompose(text)
  const [web, list, db, cache] = services
  test('of a map, with anchors', () => {
    expect(web).toMatchObject({ name: 'web', environment: { WORKERS: '4' } })
  })
  test('of a list', () => {
    expect(list?.environment).toEqual({ A: '1=2' })
  })
  test('and how many of each there are', () => {
    expect(services.map(replicasOf)).toEqual([3, 2, 1, 1])
  })
  test('and what a server is told', () => {
    expect(db && maxConnectionsOf(db)).toBe(40)
    expect(list && maxConnectionsOf(list)).toBeUndefined()
  })
  test('and what is on a volume', () => {
    expect(cache?.mounts).toEqual(['/data', '/anonymous', '/long'])
    expect(db?.mounts).toEqual([])
  })
  test('and what of the operator is in it', () => {
    const volumes = `[ "./a.conf:/etc/a.conf:ro", "data:/data", "/anonymous",
      { type: bind, source: ./b, target: /b }, { type: volume, source: v, target: /v } ]`
    const [edge] = readCompose(`services: { edge: { volumes: ${volumes} } }`).services
    const binds = [
      { source: './a.conf', target: '/etc/a.conf' },
      { source: './b', target: '/b' },
    ]
    expect(edge?.binds).toEqual(binds)
  })
  test.for(['many', '-1', '1.5', '"$N"', '""'])('%s are no replicas', (replicas) => {
    const written = `services: { web: { deploy: { replicas: ${replicas} } } }`
    const [only] = readCompose(written).services
    expect(() => only && replicasOf(only)).toThrow('number of replicas')
  })
  test('a file that is no YAML is refused by name', () => {
    expect(() => readCompose('a: [', 'manifests.stack')).toThrow('manifests.stack')
  })
})

test('the reference deployment holds the formula in both of its compose files', () => {
  const servicesOf = (file: string) =>
    readCompose(readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8')).services
  const production = servicesOf('reference-app/deploy/docker-compose.prod.yml')
  const backend = production.find(({ name }) => name === 'backend')
  const db = production.find(({ name }) => name === 'db')
  const { WORKERS, DB_POOL_SIZE, DB_MAX_OVERFLOW } = backend?.environment ?? {}
  const processes = Number(WORKERS) * (backend ? replicasOf(backend) : 0)
  const pool = { size: Number(DB_POOL_SIZE), overflow: Number(DB_MAX_OVERFLOW) }
  expect(connectionsNeeded({ ...pool, processes })).toBe(490)
  expect(db && maxConnectionsOf(db)).toBeGreaterThanOrEqual(490)
  // The other one runs in development mode: the Light row in one worker.
  const trial = servicesOf('docker-compose.test.yml').find(({ name }) => name === 'backend')
  expect(trial?.environment.ENVIRONMENT).toBe('development')
  expect(connectionsNeeded({ size: 5, overflow: 10, processes: 1 })).toBeLessThanOrEqual(100)
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
test.for([
  ['${DB_POOL_SIZE:-${POOL_SIZE:-20}}', '20'],
  ['${A:-${B:-${C:-z}}}', 'z'],
  ['${A-${B-${C-${D-deep}}}}', 'deep'],
  ['postgres://${U:-${V:-app}}@${H:-db}:${P:-${Q:-5432}}/x', 'postgres://app@db:5432/x'],
  ['${A:+${B:-never}}', ''],
  ['${A:-{"size": ${B:-3}}}', '{"size": 3}'],
  ['${A:-$B}${C:-c}', undefined],
  ['${A:-${B:?}}', undefined],
] as const)('a default that has a default: %s is %s', ([written, expected]) => {
  const text = JSON.stringify({ services: { a: { image: 'x:1', environment: { V: written } } } })
  const [service] = readCompose(text).services
  expect(service?.environment.V).toBe(expected)
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation
