import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { keyWeakness } from '../src/config/key-strength.ts'
import { isPlaceholder, isSamplePassword } from '../src/config/placeholders.ts'

const refused = (key: string) => isPlaceholder(key) || keyWeakness(key) !== undefined
const long = 'do-not-deploy-'

describe('generated keys', () => {
  it.each([
    ['base64', (bytes: Buffer) => bytes.toString('base64')],
    ['base64url', (bytes: Buffer) => bytes.toString('base64url')],
    ['hexadecimal', (bytes: Buffer) => bytes.toString('hex')],
  ])('in %s are always accepted', (_, encode) => {
    const wronged: string[] = []
    for (let count = 0; count < 2_000; count += 1) {
      const key = encode(randomBytes(32))
      if (refused(key)) wronged.push(key)
    }
    expect(wronged).toEqual([])
  })
})

describe('placeholders', () => {
  it.each([
    'changeme',
    'CHANGE_ME',
    '  Change Me!  ',
    '"change-me-in-production-and-keep-it-safe"',
    'generate-with-openssl-rand-base64-32',
    'generate-different-key-here',
    'please-change-this-key-before-you-go-live-0000',
    'your_jwt_secret_key_must_be_at_least_32_characters_long',
    'django-insecure-#8k2!x9q@m4&zr7^t1w5y0u3i6o*p',
    'ThisIsASecretKeyForDevelopmentPurposesOnly12345',
    'Sup3rS3cr3tK3yThatIsAtLeast32CharactersLong!',
    's3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t-1',
    Buffer.from('change-me-in-production-change-me-now!!').toString('base64'),
    Buffer.from('this is a secret key for tests only').toString('hex'),
  ])('like %s are known', (key) => {
    expect(isPlaceholder(key)).toBe(true)
  })

  it('do not include every key that holds such a word', () => {
    const key = randomBytes(32).toString('base64url')
    expect(isPlaceholder(`${key.slice(0, 20)}Test${key.slice(24)}`)).toBe(false)
  })
})

describe('passwords', () => {
  it.each([
    '573202ad650055d4986835b5',
    '503443f0ad57732326d82565',
    '187cddc9699a1341d3d45a912d995d54',
  ])('of random digits are accepted, though the few letters of %s make a word', (password) => {
    expect(isSamplePassword(password)).toBe(false)
  })

  it.each(['postgres', 'secret2024', 'changeme', 'Passw0rd', '12345678', 'admin-admin'])(
    'like %s are refused',
    (password) => expect(isSamplePassword(password)).toBe(true),
  )
})

describe('weak keys', () => {
  it.each([
    ['31 bytes, base64', randomBytes(31).toString('base64url')],
    ['31 bytes, hexadecimal', randomBytes(31).toString('hex')],
    ['16 bytes, hexadecimal', randomBytes(16).toString('hex')],
    ['one character', 'k'.repeat(64)],
    ['a short pattern', 'deadbeef'.repeat(8)],
    ['a pattern with a tail', `${'a1b2c3d4'.repeat(7)}a1b2`],
    ['a long pattern', randomBytes(16).toString('hex').repeat(3)],
    ['a sequence', '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ'],
    ['two sequences', 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d8e9f0a1b2'],
    ['a few words', 'correct-horse-battery-staple-glass-river-lamp-stone'],
    ['words encoded', Buffer.from('correct horse battery staple glass').toString('base64')],
  ])('are refused: %s', (_, key) => {
    expect(keyWeakness(key)).toMatch(/too weak/)
  })

  it('are refused whatever stands around them', () => {
    expect(refused(`  ${long.repeat(4)}  `)).toBe(true)
  })
})
