/** Goal: a volume beside the folder of the data is told, and what is not known is not. */
import { expect, test } from 'vitest'
import { readCompose } from './compose-file.ts'
import { misplacedVolume } from './data-folders.ts'

const problem = (keys: string) => {
  const [service] = readCompose(`services: { db: { ${keys} } }`, 'f').services
  return service && misplacedVolume(service)
}

test.each([
  ['image: "postgres:16.4-alpine", volumes: ["db:/var/lib/postgresql"]', '/var/lib/postgresql'],
  ['image: "postgres:15", volumes: ["./db:/var/lib/postgres/data/"]', '/var/lib/postgres/data'],
  ['image: "postgres:18", volumes: ["db:/var/lib/postgresql/data"]', '/var/lib/postgresql/data'],
  ['image: "redis:7.4", volumes: [{ type: volume, target: /var/lib/redis }]', '/var/lib/redis'],
  ['image: "mariadb:11", volumes: ["db:/var/lib/mariadb"]', '/var/lib/mariadb'],
])('%s', (keys, place) => expect(problem(keys)).toMatch(new RegExp(`mounted at ${place}$`)))

test.each([
  'image: "postgres:16", volumes: ["db:/var/lib/postgresql/data"]',
  'image: "postgres:18", volumes: ["db:/var/lib/postgresql"]',
  'image: "postgres:16", volumes: ["d:/pg/data"], environment: { PGDATA: /pg/data }',
  'image: "postgres:latest", volumes: ["db:/var/lib/postgresql"]',
  'image: "postgis/postgis:16-3.4", volumes: ["db:/var/lib/postgresql"]',
  'image: "postgres:16", volumes: ["./i:/docker-entrypoint-initdb.d", "b:/data/backup"]',
  'image: "redis:7", volumes: ["./redis.conf:/usr/local/etc/redis/redis.conf"]',
  'image: "redis:7", volumes: ["d:/redis/data"], command: [redis-server, --dir, /redis/data]',
  'image: "redis:7"',
])('%s', (keys) => expect(problem(keys)).toBeUndefined())
