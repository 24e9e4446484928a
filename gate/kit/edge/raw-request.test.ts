/** Goal: a raw request has the headers of its operation, with a session and without. */
import { expect, test } from 'vitest'
import { rawRequestOf } from './raw-request.ts'

const spec = { method: 'GET' as const, path: '/me', headers: { 'x-api-key': 'of the app' } }
const session = { headers: { 'x-session': 'of a user' }, query: { tab: '1' } }

test('its own headers, and those of a session', () => {
  expect(rawRequestOf(spec)).toMatchObject({ path: '/me', headers: [['x-api-key', 'of the app']] })
  expect(rawRequestOf(spec, session)).toMatchObject({
    path: '/me?tab=1',
    headers: [
      ['x-api-key', 'of the app'],
      ['x-session', 'of a user'],
    ],
  })
})

test('its body', () => {
  const post = { ...spec, method: 'POST' as const, json: { a: 1 } }
  expect(rawRequestOf(post).body).toMatchObject({ content: '{"a":1}' })
})
