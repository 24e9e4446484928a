/** What stands beside the name of a secret is redacted; what only looks like it is not. */
import { expect, test } from 'vitest'
import { isSecretName } from './secret-names.ts'
import { withoutNamedSecrets } from './secret-text.ts'

const secret = 'hunter2hunter2'

test.for([
  ['a field of JSON', `{"access_token":"${secret}"}`],
  ['a field with a quote in it', `{"password":"a\\"${secret}", "b": 1}`],
  ['JSON in a text of JSON', JSON.stringify({ line: JSON.stringify({ apiKey: secret }) })],
  [
    'JSON in a text in a text',
    JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ secret }) }) }),
  ],
  ['an object as Node prints it', `{ user: 'me', clientSecret: '${secret}' }`],
  ['a quoted key as Node prints it', `{ 'x-api-key': '${secret}' }`],
  ['a parameter of a URL', `GET /metrics?token=${secret}&format=text answered 200`],
  ['a later parameter', `/reset?user=me&api_key=${secret}`],
  ['a short parameter', '/reset?token=hunter2'],
  ['a bearer token', `Authorization: Bearer ${secret}.${secret}`],
  ['basic credentials', 'authorization: basic bWU6aHVudGVyMg=='],
  ['a cookie', `set-cookie: session=${secret}; Path=/; HttpOnly`],
  ['a cookie that is sent', `Cookie: sid=${secret}`],
] as const)('%s', ([_what, text]) => {
  const clean = withoutNamedSecrets(text)
  expect(clean).not.toContain('hunter2')
  expect(clean).not.toContain('bWU6')
  expect(clean).toContain('[redacted ')
  expect(withoutNamedSecrets(clean), 'again').toBe(clean)
})

test.for([
  'WWW-Authenticate: Bearer realm="api", error="invalid_token"',
  'Basic authentication is off; Bearer authentication is on',
  'the cookie: absent in 3 answers',
  '{"tokens_used":"12345678","keyboard":"qwertyui"}',
  'GET /items?page=2&sort=key answered 200',
  'SECRET_KEY must not be "change-me"',
  '"password": ""',
])('%s stays', (text) => {
  expect(withoutNamedSecrets(text)).toBe(text)
})

test.for([
  'password',
  'DB_PASSWORD',
  'x-api-key',
  'apiKey',
  'refreshToken',
  'SECRET_KEY_BASE',
  'MASTER_KEY',
  'x-parse-master-key',
  'jwtKey',
  'Authorization',
  'Set-Cookie',
])('%s is the name of a secret', (name) => {
  expect(isSecretName(name)).toBe(true)
})

test.for([
  'TOKEN_TTL',
  'COOKIE_DOMAIN',
  'passwordMinLength',
  'keyboard',
  'monkey',
  'secretary',
  'MASTER_KEY_IPS',
  'PUBLIC_KEY',
])('%s is not', (name) => {
  expect(isSecretName(name)).toBe(false)
})
