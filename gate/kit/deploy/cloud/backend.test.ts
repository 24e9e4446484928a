/** Goal: the backend is told from what is deployed beside it, and not by a guess. */
import { expect, test } from 'vitest'
import { type BackendConfig, choose } from './backend.ts'

const named = (names: readonly string[], config: BackendConfig = {}) =>
  choose(names, config, {
    hasPort: (name) => name.endsWith('8000'),
    variables: () => ['SECRET_KEY'],
    name: (name) => name,
  })

test.each([
  [['shop-api', 'shop-worker', 'shop-beat'], 'shop-api'],
  [['shop', 'shop-celery-worker'], 'shop'],
  [['frontend', 'backend'], 'backend'],
  [['web', 'django', 'scheduler'], 'django'],
  [['migrate', 'server'], 'server'],
  [['web', 'app'], undefined],
  [['orders-api', 'users-api'], undefined],
  [['worker-a', 'worker-b'], undefined],
  [['api-8000', 'stage-8000'], undefined],
  [['api', 'web-8000'], 'web-8000'],
])('of %j it is %s', (names, backend) => {
  expect(named(names)).toBe(backend)
})

test('the name in the config comes first', () => {
  const config = { deployment: { services: { backend: 'shop-worker' } } }
  expect(named(['shop-api', 'shop-worker'], config)).toBe('shop-worker')
})
