/** Goal: what a stack leaves open hides nothing else that it says. */
import { expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { attached } from '#gate/contract/contract.ts'
import { composedPlatform } from './composed.ts'

const config = {
  name: 'app',
  launch: attached({ url: 'http://127.0.0.1:1' }),
  settings: { poolSize: 'POOL' },
}

test.each([
  ['a global service', 'mode: global'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
  ['a variable', 'replicas: "${REPLICAS:?}"'],
])('the replicas of %s are not known, the variables are', (_, deploy) => {
  const text = `services: { web: { image: a, deploy: { ${deploy} }, environment: { POOL: 5 } } }`
  const platform = composedPlatform('stack', text, { config, example: [] })
  expect(platform.maxInstances).toBeUndefined()
  expect(platform.plain).toEqual({ POOL: '5' })
})

test('a value that is one variable as a whole is told from others', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
  const values = ['A: "${B:?}"', 'C: $D', 'E: "x${F}"', 'G: 5', 'H: "${I:-j}"']
  const text = `services: { web: { image: a, environment: { ${values.join(', ')} } } }`
  const platform = composedPlatform('compose', text, { config, example: [] })
  expect(platform.copied).toEqual({ A: 'B', C: 'D', H: 'I' })
})

test('of several with a pool the backend is told by its other settings, and each counts', () => {
  const text = `services:
  web: { image: a, environment: { POOL: 10, KEY: "\${KEY:?}" }, deploy: { replicas: 2 } }
  jobs: { image: a, command: celery worker, environment: { POOL: 3 }, deploy: { replicas: 2 } }
  mailer: { image: a, environment: [POOL=4] }
  migrate: { image: a, environment: { POOL: 5 } }
  shell: { image: a, environment: { POOL: 5 }, profiles: [tools] }`
  const settings = { poolSize: 'POOL', secretKey: 'KEY' }
  const config = { name: 'a', settings } as unknown as TargetConfig
  const found = composedPlatform('compose', text, { config, example: [] })
  expect(found).toMatchObject({ isNamed: false, pools: { jobs: 6, mailer: 4 } })
  expect(found.references).toEqual(['KEY'])
  const named = { ...config, deployment: { services: { backend: 'web' } } }
  expect(composedPlatform('compose', text, { config: named, example: [] }).isNamed).toBe(true)
})

test.each([
  ['postgres://a:b@pool:6432/a', 'edoburu/pgbouncer:1.23', 'pool'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
  ['postgres://a:${P:?}@pool/a', 'bitnami/pgbouncer', 'pool'],
  ['pool', 'ghcr.io/postgresml/pgcat:1', 'pool'],
  ['postgres://a:b@db/a', 'edoburu/pgbouncer:1.23', undefined],
  ['postgres://a:b@pool/a', 'postgres:16', undefined],
])('a pooler at %s from %s', (address, image, pooler) => {
  const text = `services:
  web: { image: a, environment: { DB: "${address}", POOL: 1 } }
  pool: { image: "${image}" }`
  const config = { name: 'a', settings: { poolSize: 'POOL' } } as unknown as TargetConfig
  expect(composedPlatform('compose', text, { config, example: [] }).pooler).toBe(pooler)
})
