/** Goal: a secret in words is found though nobody named it; switches and public keys are none. */
import { expect, test } from 'vitest'
import { secretsInWords } from './secrets-in-words.ts'

test.each([
  ['STRIPE_API_KEY', ['sk_live_', '51HqJ8xLkDl2mQvR9tYpZ0aBcXw7'].join('')],
  ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI7K7MDENGbPxRfiCYzq8r5tWvPaL'],
  ['WEBHOOK_SECRET', 'k7Vd9Qz1mXw4Rt8Yb2Nc6Lp0Hs3Jf5G'],
  ['SMTP_PASSWORD', 'summer'],
  ['DB_PASS', 'summer'],
  ['MYSQL_PWD', 'summer'],
  ['PGPASSWORD', 'summer'],
  ['MAIL_API_KEY', 'k7Vd9Qz1mXw4Rt8Yb2Nc6Lp0Hs3Jf5G'],
  ['REPORTS_URL', 'postgresql://app:k7Vd9Qz1mXw4@db.internal/app'],
])('%s is a secret in words', (name, value) => {
  expect(secretsInWords({ '': { [name]: value } }, [])).toEqual([name])
  expect(secretsInWords({ db: { [name]: value } }, [name])).toEqual([`${name} of db`])
  expect(secretsInWords({ '': { [name]: value } }, [name])).toEqual([])
})

test.each([
  ['MAPBOX_PUBLIC_TOKEN', 'k7Vd9Qz1mXw4Rt8Yb2Nc6Lp0Hs3Jf5G'],
  ['VITE_SEARCH_API_KEY', 'k7Vd9Qz1mXw4Rt8Yb2Nc6Lp0Hs3Jf5G'],
  ['FIREBASE_API_KEY', 'k7Vd9Qz1mXw4Rt8Yb2Nc6Lp0Hs3Jf5G'],
  ['PWD', '/srv/app'],
  ['OLDPWD', '/srv'],
  ['MAIL_API_KEY', 'your-api-key'],
  ['ALLOW_EMPTY_PASSWORD', 'yes'],
  ['RANDOM_ROOT_PASSWORD', '1'],
  ['POSTGRES_PASSWORD', ''],
  ['POSTGRES_PASSWORD', '$' + '{POSTGRES_PASSWORD:?}'],
  ['POSTGRES_PASSWORD_FILE', '/run/secrets/db'],
  ['SENTRY_DSN', 'https://k7vd9qz1mxw4@o1.ingest.sentry.io/1'],
  ['IDEMPOTENCY_KEY_HEADER', 'x-idempotency-key'],
  ['ACCESS_TOKEN_TTL', '900'],
  ['SESSION_SECRET', 'known-to-everybody-1A2b'],
])('%s=%s is none', (name, value) => {
  expect(secretsInWords({ '': { [name]: value } }, [], ['known-to-everybody-1A2b'])).toEqual([])
})
