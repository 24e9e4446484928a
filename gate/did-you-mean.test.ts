import { expect, test } from 'vitest'
import { didYouMean } from './did-you-mean.ts'

const names = [
  'cache',
  'cache.keys',
  'cache.hits',
  'http',
  'http.login-rate-limit',
  'readyTimeoutMs',
]

test.each([
  ['login-rate', 'did you mean http.login-rate-limit?'],
  ['cache.keyz', 'did you mean cache.keys or cache.hits?'],
  ['cahce', 'did you mean cache?'],
  ['readyTimeoutMS', 'did you mean readyTimeoutMs?'],
  ['pool.rate-limit', 'did you mean http.login-rate-limit?'],
  ['http.no-such-thing', 'did you mean http?'],
  ['che.', 'did you mean cache.keys or cache.hits?'],
  ['zebra', undefined],
  ['', undefined],
])('for "%s" the hint is %s', (word, hint) => {
  expect(didYouMean(word, names)).toBe(hint)
})

test('a name that is given twice is suggested once, and three names at most', () => {
  const many = ['pool.a', 'pool.a', 'pool.b', 'pool.c', 'pool.d']
  expect(didYouMean('pool', many)).toBe('did you mean pool.a, pool.b, or pool.c?')
})

test('a word as long as a book is compared with no name', { timeout: 10_000 }, () => {
  expect(didYouMean('x'.repeat(20_000_000), names)).toBeUndefined()
})
