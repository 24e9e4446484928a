import { expect, test } from 'vitest'
import { parameterIn, parameterOf, valueOfSetting, withParameter } from './url-parameter.ts'

const url = 'postgresql+asyncpg://a:p%40ss@db:5432/shop'

test('a setting is a variable, or a parameter of the address in one', () => {
  expect(parameterOf('DB_POOL_SIZE')).toBeUndefined()
  expect(parameterOf('DATABASE_URL?pool_size')).toEqual({
    variable: 'DATABASE_URL',
    parameter: 'pool_size',
  })
})

test('a parameter is set, changed and taken away, and the rest of the address stays', () => {
  const set = withParameter(`${url}?sslmode=disable`, 'pool_size', '5')
  expect(set).toBe(`${url}?sslmode=disable&pool_size=5`)
  expect(withParameter(set, 'pool_size', '7')).toBe(`${url}?sslmode=disable&pool_size=7`)
  expect(withParameter(`${url}?pool_size=5`, 'pool_size', null)).toBe(url)
  expect(withParameter(url, 'pool_size', 'a b&c')).toBe(`${url}?pool_size=a+b%26c`)
})

test('its value is read, also where the rest is an open variable', () => {
  expect(parameterIn('postgres://a:$PASSWORD@db/shop?pool_size=5&x=1', 'pool_size')).toBe('5')
  expect(parameterIn(url, 'pool_size')).toBeUndefined()
  expect(parameterIn(undefined, 'pool_size')).toBeUndefined()
  const environment = { DATABASE_URL: `${url}?pool_size=5`, POOL: '6' }
  expect(valueOfSetting(environment, 'DATABASE_URL?pool_size')).toBe('5')
  expect(valueOfSetting(environment, 'POOL')).toBe('6')
})
