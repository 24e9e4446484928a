/** Goal: a backend that sends who has no session to its login page redirects nothing to https. */
import { expect, test } from 'vitest'
import { isLoop } from './redirect-loop.ts'

test.each([
  ['/my/account', 'https://a.example/login?back_url=https%3A%2F%2Fa.example%2Fmy%2Faccount', false],
  ['/my/account', '/login', false],
  ['/my/account', 'https://a.example/my/account', true],
  ['/my/account', '/my/account', true],
  ['/my/account', 'http://a.example/login', true],
  ['/me?a=1', 'https://a.example/me?a=1', true],
  ['/me?a=1', '/me?a=1&locale=en', false],
  ['/me', '', true],
  ['/me', 'https://', true],
])('%s to %s', (path, location, is) => {
  expect(isLoop(path, location)).toBe(is)
})
