import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { connectionsNeeded } from '#guide/tuning-table.ts'
import { composeServices, interpolated, maxConnectionsOf } from './reading.ts'

test.for([
  ['20', '20'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
  ['${DB_POOL_SIZE:-20}', '20'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
  ['${A-x}-$$b', 'x-$b'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
  ['${SECRET:?}', undefined],
  ['$HOME', undefined],
])('%s is %s where nothing is set', ([value, expected]) => {
  expect(interpolated(value as string)).toBe(expected)
})

describe('services', () => {
  const text = `
x-base: &base { image: app, environment: { WORKERS: 4 } }
services:
  web: { <<: *base, deploy: { replicas: 3 } }
  list: { image: app, environment: ["A=1=2", "B"], scale: 2 }
  db: { image: postgres:15, command: postgres -c max_connections=40 -c fsync=off }
  cache: { image: redis:7, volumes: ["data:/data", "/anonymous", { type: volume, target: /long }] }
`
  const [web, list, db, cache] = composeServices(text)
  test('of a map, with anchors', () => {
    expect(web).toMatchObject({ name: 'web', replicas: 3, environment: { WORKERS: '4' } })
  })
  test('of a list', () => {
    expect(list).toMatchObject({ replicas: 2, environment: { A: '1=2' } })
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
    const [edge] = composeServices(`services: { edge: { volumes: [
      "./a.conf:/etc/a.conf:ro", "data:/data", "/anonymous",
      { type: bind, source: ./b, target: /b }, { type: volume, source: v, target: /v } ] } }`)
    const binds = [
      { source: './a.conf', target: '/etc/a.conf' },
      { source: './b', target: '/b' },
    ]
    expect(edge?.binds).toEqual(binds)
  })
  test('a file that is no YAML is refused by name', () => {
    expect(() => composeServices('a: [')).toThrow('manifests.compose')
  })
})

test('the reference deployment holds the formula in both of its compose files', () => {
  const servicesOf = (file: string) =>
    composeServices(readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8'))
  const production = servicesOf('reference-app/deploy/docker-compose.prod.yml')
  const backend = production.find(({ name }) => name === 'backend')
  const db = production.find(({ name }) => name === 'db')
  const { WORKERS, DB_POOL_SIZE, DB_MAX_OVERFLOW } = backend?.environment ?? {}
  const processes = Number(WORKERS) * (backend?.replicas ?? 0)
  const pool = { size: Number(DB_POOL_SIZE), overflow: Number(DB_MAX_OVERFLOW) }
  expect(connectionsNeeded({ ...pool, processes })).toBe(490)
  expect(db && maxConnectionsOf(db)).toBeGreaterThanOrEqual(490)
  // The other one runs in development mode: the Light row in one worker.
  const trial = servicesOf('docker-compose.test.yml').find(({ name }) => name === 'backend')
  expect(trial?.environment.ENVIRONMENT).toBe('development')
  expect(connectionsNeeded({ size: 5, overflow: 10, processes: 1 })).toBeLessThanOrEqual(100)
})
