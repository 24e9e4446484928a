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

test.each(['SHOP_NAME', 'TOKEN_TTL', 'SECRET_ROTATION_DAYS'])('%s stays', (name) => {
  expect(given(name, '30')).toMatchObject({ value: '30' })
})

test('the first user keeps the password that the trial logs in with', () => {
  expect(given('ADMIN_PASSWORD', 'first-user')).toMatchObject({ value: 'first-user' })
})
