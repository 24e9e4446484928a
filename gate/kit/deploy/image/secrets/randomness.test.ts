/** Goal: keys are told from placeholders, references and words, whatever their alphabet. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { isExample, isReference, looksRandom } from './randomness.ts'

const lower = 'abcdefghijklmnopqrstuvwxyz'
const digits = '0123456789'

/** Bytes that look random and are the same in every run. */
function bytes(seed: number): Buffer {
  return createHash('sha512').update(`seed ${seed}`).digest()
}

function drawn(alphabet: string, length: number, seed: number): string {
  return [...bytes(seed).subarray(0, length)]
    .map((byte) => alphabet[byte % alphabet.length])
    .join('')
}

test.each<[string, (seed: number) => string, maxMissed: number]>([
  ['base64, as openssl rand makes them', (seed) => bytes(seed).toString('base64').slice(0, 44), 1],
  ['URL-safe base64', (seed) => bytes(seed).toString('base64url').slice(0, 43), 1],
  ['32 hex digits', (seed) => bytes(seed).toString('hex').slice(0, 32), 1],
  ['64 hex digits', (seed) => bytes(seed).toString('hex').slice(0, 64), 1],
  ["Django's 50 of all kinds", (seed) => drawn(`${lower}${digits}!@#$%^&*(-_=+)`, 50, seed), 3],
  [
    '24 letters of both cases and digits',
    (seed) => drawn(lower + lower.toUpperCase() + digits, 24, seed),
    3,
  ],
  ['32 small letters and digits', (seed) => drawn(lower + digits, 32, seed), 10],
])('of 1,000 keys in %s nearly all are seen', (_, key, maxMissed) => {
  const keys = Array.from({ length: 1_000 }, (_, seed) => key(seed))
  expect(keys.filter((one) => !looksRandom(one)).length).toBeLessThanOrEqual(maxMissed)
})

test.each([
  'changeme',
  'change-me-please-1234567890',
  'your-256-bit-secret',
  'CHANGE_ME_32chars_minimum!!',
  'replace_this_with_a_long_random_string_42',
  'REPLACE_ME_WITH_64_HEX_CHARS',
  'ThisShouldBeAtLeast32CharactersLong!',
  'development-only-insecure-secret-key-do-not-deploy',
  'local_dev_jwt_secret_minimum_32_chars',
  'test-jwt-secret-with-at-least-32-characters',
  'insecure-test-key-0000000000000000',
  'keyboard cat 12345678',
  'qwertyuiop1234567890',
  'aaaaaaaaaaaaaaaaaaaa1',
  'abcdefghijklmnopqrstuvwxyz012345',
  '0123456789abcdef0123456789abcdef',
  'deadbeefdeadbeefdeadbeefdeadbeef',
  '00000000-0000-0000-0000-000000000000',
  '/run/secrets/secret_key_2',
  'process.env.APP_SECRET_KEY_V2_REQUIRED',
  'Rails.application.credentials.secret_key_base',
  '请替换为您自己的密钥abc123456789',
])('no key: %s', (value) => {
  expect(looksRandom(value)).toBe(false)
})

test.each([
  `\${SECRET_KEY}`,
  `\${SECRET_KEY:?}`,
  `prefix-\${SECRET_KEY}-suffix`,
  '$SECRET_KEY',
  '{{ secret_key }}',
  '{{ .Values.secretKey }}',
  '<your secret key>',
  '%SECRET_KEY%',
  '%(secret_key)s',
  '__SECRET_KEY__',
  '<%= ENV["X"] %>',
  'arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-Q7Zk2m',
  'op://vault/item/field',
  'ENC[AES256_GCM,data:q7Zk2mV9xT4bN8wR]',
  '$2b$12$q7Zk2mV9xT4bN8wR1cY6uJ3hL5pD0sGf',
])('a reference, or of no use by itself: %s', (value) => {
  expect(isReference(value)).toBe(true)
  expect(looksRandom(value)).toBe(false)
})

test('characters of references within a key make it none', () => {
  expect(looksRandom('ab1!cd2@ef3#gh4$ij5%kl6^mn7&op8*qr9(st0)')).toBe(true)
  expect(looksRandom('w9$(8x#q_2{k5}v<7>z%1(3)f@0&h')).toBe(true)
})

test.each(['password', 'Password123', 'changeme', 'my-secret-pw', 'mysecretpassword', '********'])(
  'a password of examples: %s',
  (value) => expect(isExample(value)).toBe(true),
)

test.each(['S3cr3tPassw0rd', 'hunter2hunter2', 'Tr0ub4dor&3', 'kJ8xQ2mN'])(
  'a password of somebody: %s',
  (value) => expect(isExample(value)).toBe(false),
)

test('a key may have letters and signs of any alphabet; a text in another one is no key', () => {
  for (const key of ['päß8Ü-ñ7Zk2mV9xT4bN8é', 'q7Zk2mV9€xT4bN8wR1cY6£uJ3']) {
    expect(looksRandom(key), key).toBe(true)
  }
  const texts = [
    '请在此处输入您的密钥内容谢谢',
    'Geben Sie hier Ihren Schlüssel ein',
    'Введите сюда ключ 12',
  ]
  for (const text of texts) expect(looksRandom(text), text).toBe(false)
  expect(looksRandom('q7Zk2mV9\uFFFDxT4bN8wR1cY6uJ3')).toBe(false)
  expect(looksRandom('q7Zk2mV9\u0007xT4bN8wR1cY6uJ3')).toBe(false)
})
