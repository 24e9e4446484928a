/** Values of settings in the backend's own units. */
import { expect, test } from 'vitest'
import { read, suspectedUnit, type Units, unitsSchema, written } from './units.ts'

const units: Units = {
  poolTimeout: 'ms',
  permissionCacheTtl: 'min',
  redisTimeoutMs: 's',
  accessTokenTtl: { write: (seconds) => `${seconds}s`, read: (text) => text.replace('s', '') },
  corsOrigins: { write: (origins) => JSON.stringify(origins.split(',')) },
}

test.each([
  ['poolTimeout', '10', '10000'],
  ['poolTimeout', '0.25', '250'],
  ['permissionCacheTtl', '120', '2'],
  ['permissionCacheTtl', '90', '1.5'],
  ['redisTimeoutMs', '300', '0.3'],
  ['accessTokenTtl', '900', '900s'],
  ['corsOrigins', 'https://a,https://b', '["https://a","https://b"]'],
  ['poolRecycle', '3600', '3600'],
] as const)('%s %s is written %s', (name, ours, theirs) => {
  expect(written(units, name, ours)).toBe(theirs)
  if (name !== 'corsOrigins') expect(read(units, name, theirs)).toBe(ours)
})

test('what is no number is left as it is in a duration: it has to be refused', () => {
  expect(written(units, 'poolTimeout', 'soon')).toBe('soon')
  expect(written(units, 'accessTokenTtl', 'soon')).toBe('soon')
  expect(written(units, 'poolTimeout', '-5')).toBe('-5000')
})

test('a mapping without a way back leaves the deployed value unknown', () => {
  expect(read(units, 'corsOrigins', '["https://a"]')).toBeUndefined()
})

test.each([
  ['accessTokenTtl', '15m', '900'],
  ['refreshTokenTtl', '7d', '604800'],
  ['loginRateLimitWindow', '500ms', '0.5'],
  ['redisTimeoutMs', '2s', '2000'],
  ['accessTokenTtl', 'a quarter of an hour', undefined],
  ['accessTokenTtl', '900', undefined],
  ['corsOrigins', '15m', undefined],
] as const)('without a way back %s of %s is %s', (name, theirs, ours) => {
  const write = (seconds: string) => `${seconds}s`
  expect(read({ [name]: { write } }, name, theirs)).toBe(ours)
})

test('only durations have a unit', () => {
  expect(unitsSchema.safeParse({ secretKey: 'ms' }).success).toBe(false)
  expect(unitsSchema.safeParse({ poolTimeout: 'minutes' }).success).toBe(false)
  expect(unitsSchema.safeParse(units).success).toBe(true)
})

test.each([
  ['permissionCacheTtl', 150, 150, undefined],
  ['cacheDefaultTtl', 150, 149, undefined],
  ['cacheDefaultTtl', 150, 9_000, 'min'],
  ['cacheDefaultTtl', 150, 0.149, 'ms'],
  // A default of one or two hours that no setting changes.
  ['cacheDefaultTtl', 150, 3_600, undefined],
  ['cacheDefaultTtl', 150, 7_200, undefined],
] as const)('%s of %d s that lasts %d s: %s', (name, expected, observed, unit) => {
  expect(suspectedUnit({}, name, [expected, observed])).toBe(unit)
})

test('a declared unit is not suspected, another one is', () => {
  expect(suspectedUnit({ cacheDefaultTtl: 'min' }, 'cacheDefaultTtl', [60, 60])).toBeUndefined()
  expect(suspectedUnit({ cacheDefaultTtl: 'min' }, 'cacheDefaultTtl', [60, 1])).toBe('s')
})
