import { expect, test } from 'vitest'
import { defineTarget } from '#gate/contract/contract.ts'
import { inWordsOf } from './target-words.ts'

const config = defineTarget({
  name: 'shop',
  launch: { kind: 'attached', url: 'http://127.0.0.1:1' },
  settings: { secretKey: 'DJANGO_SECRET_KEY', poolSize: 'DB_POOL' },
  backing: {
    postgres: { host: 'PGHOST', password: 'PGPASSWORD', query: 'sslmode=disable', also: ['DSN'] },
  },
  endpoints: { health: '/healthz', metrics: '/m/0123456789abcdef0123/metrics?key=secret-1' },
})
const say = inWordsOf(config)

test.each([
  ['refuses a weak SECRET_KEY', 'refuses a weak DJANGO_SECRET_KEY'],
  ['JWT_SECRET_KEY is no SECRET_KEY', 'JWT_SECRET_KEY is no DJANGO_SECRET_KEY'],
  ['DB_POOL_SIZE, not DB_POOL_SIZES', 'DB_POOL, not DB_POOL_SIZES'],
  ['reads DATABASE_URL and REDIS_URL', 'reads PGHOST, PGPASSWORD, DSN and REDIS_URL'],
  ['asks /health, then /ready.', 'asks /healthz, then /ready.'],
  ['/var/health and /health/live stay', '/var/health and /health/live stay'],
  ['scrapes /metrics', 'scrapes /m/…/metrics'],
  ['JSON over TLS', 'JSON over TLS'],
])('%s', (text, expected) => {
  expect(say(text)).toBe(expected)
})
