import { expect, test } from 'vitest'
import { defineTarget } from '#gate/contract/contract.ts'
import { composeEnvironment } from './environment.ts'

const config = defineTarget({
  name: 'careful',
  launch: { kind: 'command', command: 'serve', args: [], port: 'PORT' },
  settings: {
    poolSize: 'POOL_MIN',
    poolOverflow: 'POOL_MORE',
    poolTimeout: 'POOL_WAIT',
    accessTokenTtl: 'TOKEN_TTL',
  },
  minimums: { poolSize: 2, poolOverflow: 1, poolTimeout: 5 },
})
const of = (overrides: Parameters<typeof composeEnvironment>[2]) =>
  composeEnvironment(config, { secrets: {} }, overrides, 1)

test('numbers of connections are raised to the minimum', () => {
  expect(of({ poolSize: '1', poolOverflow: '0' })).toMatchObject({ POOL_MIN: '2', POOL_MORE: '1' })
  expect(of({ poolSize: '7' })).toMatchObject({ POOL_MIN: '7' })
})

test('values that have to be refused stay as they are', () => {
  expect(of({ poolSize: '0' })).toMatchObject({ POOL_MIN: '0' })
  expect(of({ poolSize: '-1', poolTimeout: 'soon' })).toMatchObject({
    POOL_MIN: '-1',
    POOL_WAIT: 'soon',
  })
})

test('a time that would have to be shorter makes the check unverified', () => {
  expect(() => of({ poolTimeout: '1' })).toThrow(
    'this check sets POOL_WAIT to 1, but minimums.poolTimeout is 5',
  )
  expect(of({ accessTokenTtl: '1' })).toMatchObject({ TOKEN_TTL: '1' })
})
