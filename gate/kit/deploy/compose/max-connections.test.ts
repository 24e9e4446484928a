import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readCompose } from './compose-file.ts'
import { maxConnectionsOf } from './max-connections.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-postgres-'))
writeFileSync(
  join(folder, 'postgresql.conf'),
  "#max_connections = 100\nmax_connections = 200 # was 150\nMax_Connections '300'\nport = 1\n",
)
writeFileSync(join(folder, 'empty.conf'), 'shared_buffers = 1GB\n')
afterAll(() => rmSync(folder, { recursive: true }))

function limit(keys: string, image = 'postgres:16') {
  const text = `services:\n  db:\n    image: ${image}\n${keys.replace(/^/gm, '    ')}`
  const [db] = readCompose(text).services
  return db && maxConnectionsOf(db, folder)
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
describe('max_connections of a command', () => {
  test.for([
    `command: postgres -c 'max_connections=500' -c "shared_buffers=1GB"`,
    `command: 'postgres -c "max_connections=500"'`,
    'command: postgres -c max_connections=500',
    'command: -c max_connections=500',
    'command: [postgres, -c, max_connections=500]',
    'command: ["postgres", "-cmax_connections=500"]',
    'command: postgres --max-connections=500 --shared-buffers=1GB',
    'command: postgres --max_connections=500',
    'command: postgres -c MAX_CONNECTIONS=500',
    'command: postgres -N 500 -B 1GB',
    'command: postgres -N500',
    'command: docker-entrypoint.sh postgres -c max_connections=500',
    'command: >\n  postgres\n  -c max_connections=500\n  -c fsync=off',
    'command: |\n  postgres\n  -c max_connections=500',
    `command: ["sh", "-c", "exec postgres -c max_connections=500"]`,
    `command: bash -c "echo a && exec postgres -c 'max_connections=500'"`,
    `command: sh -c 'postgres -c max_connections=500; echo end'`,
    'entrypoint: docker-entrypoint.sh postgres -c max_connections=500',
    'entrypoint: ["docker-entrypoint.sh"]\ncommand: ["postgres", "-c", "max_connections=500"]',
    'command: postgres -c max_connections=100 -c max_connections=500',
    'command: postgres -c max_connections=${MAX:-${MANY:-500}}',
    'command: ["sh", "-c", "postgres -c max_connections=$$MAX"]\nenvironment: { MAX: 500 }',
    'command: ["sh", "-c", "postgres -c max_connections=$${MAX:-500}"]',
    'command: postgres -c config_file=/nowhere.conf -c max_connections=500',
    'environment: { POSTGRES_INITDB_ARGS: "-c max_connections=500 --data-checksums" }',
  ])('%s', (keys) => expect(limit(keys)).toBe(500))

  test('is none of other services and settings', () => {
    expect(limit('command: postgres -c superuser_reserved_connections=5')).toBeUndefined()
    expect(limit('environment: { MAX_CONNECTIONS: 500 }')).toBeUndefined()
    expect(limit('environment: { POSTGRESQL_MAX_CONNECTIONS: 500 }')).toBeUndefined()
  })
})

test('images with a variable for it', () => {
  const flags = 'environment: { POSTGRESQL_EXTRA_FLAGS: "-c max_connections=310" }'
  expect(limit(flags, 'bitnami/postgresql:16')).toBe(310)
  const bitnami = 'environment: { POSTGRESQL_MAX_CONNECTIONS: "400" }'
  expect(limit(bitnami, 'bitnami/postgresql:16')).toBe(400)
  const timescale = 'environment: [TS_TUNE_MAX_CONNS=300]'
  expect(limit(timescale, 'timescale/timescaledb:2.14.2-pg16')).toBe(300)
})

describe('a configuration file', () => {
  const told = 'command: postgres -c config_file=/etc/postgresql/postgresql.conf'
  test('that is mounted is read', () => {
    const at = './postgresql.conf:/etc/postgresql/postgresql.conf:ro'
    expect(limit(`${told}\nvolumes: ["${at}"]`)).toBe(300)
    const data = './postgresql.conf:/var/lib/postgresql/data/postgresql.conf'
    expect(limit(`volumes: ["${data}"]`)).toBe(300)
    expect(limit(`${told}\nvolumes: ["./:/etc/postgresql"]`)).toBe(300)
  })
  test('that says nothing of it leaves the default', () => {
    expect(
      limit(`${told}\nvolumes: ["./empty.conf:/etc/postgresql/postgresql.conf"]`),
    ).toBeUndefined()
  })
  test('that nobody reads counts for nothing', () => {
    expect(limit('volumes: ["./postgresql.conf:/etc/postgresql.conf"]')).toBeUndefined()
  })
  test('that is in the compose file', () => {
    const text = `services: { db: { image: "postgres:16", ${told},
      configs: [{ source: conf, target: /etc/postgresql/postgresql.conf }] } }
configs: { conf: { content: "max_connections = 250" } }`
    const [db] = readCompose(text).services
    expect(db && maxConnectionsOf(db)).toBe(250)
  })
  test.for([told, 'volumes: ["./gone.conf:/var/lib/postgresql/data/postgresql.conf"]'])(
    'that is not here leaves it open: %s',
    (keys) => expect(() => limit(keys)).toThrow('may set max_connections'),
  )
})

test.for([
  'command: postgres -c max_connections=${MAX:?}',
  'command: postgres -c max_connections=${MAX}',
  'command: ["sh", "-c", "postgres -c max_connections=$$(cat /limit)"]',
])('what only the operator or the container knows is not the default: %s', (keys) => {
  expect(() => limit(keys)).toThrow('max_connections of the service db is not in the file')
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation
