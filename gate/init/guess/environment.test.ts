/** Goal: what a sample says of a secret is not what production is tried with. */
import { expect, test } from 'vitest'
import { environmentFindings } from './environment.ts'

const file = '.env.example'
const adminEmail = { name: 'ADMIN_EMAIL', value: 'admin@example.com', file }
const adminPassword = { name: 'ADMIN_PASSWORD', value: 'first-user', file }

/** The value that a variable is given. */
function given(name: string, value: string) {
  const { guesses } = environmentFindings([{ name, value, file }, adminEmail, adminPassword], [])
  return guesses.find(({ path }) => path.at(-1) === name)
}

test.each(['STRIPE_API_KEY', 'WEBHOOK_SECRET', 'SERVICE_TOKEN'])('%s is made', (name) => {
  const { value, because } = given(name, 'changeme') ?? {}
  expect(value).toMatch(/^[\w-]{43}$/)
  expect(because).toContain(file)
})

test('what production leaves at its default is not set', () => {
  const variables = [{ name: 'CACHE_TTL', value: '30', file }, adminEmail, adminPassword]
  const left = new Set(['CACHE_TTL', 'ADMIN_EMAIL'])
  const { guesses } = environmentFindings(variables, [], left)
  const set = guesses.flatMap(({ path }) => (path[0] === 'environment' ? [path.at(-1)] : []))
  expect(set).toEqual(['ADMIN_EMAIL', 'ADMIN_PASSWORD'])
})

test.each([
  ['SECRETS_DEFAULT', 'PLEASE-CHANGE-ME-I-AM-VERY-INSECURE', /^[\w-]{43}$/],
  ['SECRETS_CIPHER', '32-LONG-SECRET-NOT-SECURE-AT-ALL', /^[0-9a-f]{32}$/],
  ['API_KEY', '0123456789abcdef', /^[0-9a-f]{16}$/],
])('%s is made, as long as keys for ciphers are', (name, sample, made) => {
  const { value } = given(name, sample) ?? {}
  expect(value).toMatch(made)
  expect(value).not.toBe(sample)
})

test.each(['https://change-me.example.com', 'file:///run/secrets'])('%s is an address', (value) => {
  expect(given('SECRETS_URL', value)).toMatchObject({ value })
})

test('secrets that the sample leaves empty are made, but those of others', () => {
  const names = ['SHOP_FORM_SECRET', 'SHOP_COOKIE_KEY', 'STRIPE_SECRET_KEY', 'SMTP_PASSWORD']
  const blank = ['SECRET_KEY', ...names].map((name) => ({ name, value: '', file }))
  const key = { path: ['settings', 'secretKey'], value: 'SECRET_KEY' }
  const secrets = environmentFindings(blank, [key]).guesses
  expect(secrets).toMatchObject([
    { path: ['secrets'], value: ['SHOP_FORM_SECRET', 'SHOP_COOKIE_KEY'] },
  ])
  const read = blank.map((each) => ({ ...each, file: 'app/settings.py' }))
  expect(environmentFindings(read, [key]).guesses).toEqual([])
})

test.each(['SHOP_NAME', 'TOKEN_TTL', 'SECRET_ROTATION_DAYS'])('%s stays', (name) => {
  expect(given(name, '30')).toMatchObject({ value: '30' })
})

test('the first user keeps the password that the trial logs in with', () => {
  expect(given('ADMIN_PASSWORD', 'first-user')).toMatchObject({ value: 'first-user' })
})

test.each([
  ['prod', 'prod', 'dev'],
  ['', 'production', 'development'],
  ['staging', 'production', 'development'],
])('the mode is %o in the file: %s and %s', (value, production, development) => {
  const mode = { path: ['settings', 'environment'], value: 'APP_MODE' }
  const { guesses } = environmentFindings([{ name: 'APP_MODE', value, file }], [mode])
  const values = guesses.map(({ path: [, part], value: word }) => [part, word])
  expect(Object.fromEntries(values)).toEqual({ production, development })
})

test('further variables of a server are not given as the sample has them', () => {
  const also = { path: ['backing', 'redis', 'also'], value: ['QUEUE_URL'] }
  const variables = [{ name: 'QUEUE_URL', value: 'redis://cache:6379/2', file }]
  expect(environmentFindings(variables, [also]).guesses).toEqual([])
})
