/** Values that production must refuse for a key, by origin. */

import type { Samples } from '#gate/run/context.ts'

/** The deployment guide's samples: not defaults of any backend, but found in many deployments. */
const guideSamples = ['generate-with-openssl-rand-base64-32', 'generate-different-key-here']

/** Placeholders of templates, tutorials and frameworks. */
const placeholders = [
  'changeme',
  'CHANGE_ME',
  'change-me-in-production',
  'please-change-this-key-before-you-go-live-0000',
  'replace-me',
  'replace-with-a-real-secret-key-of-32-bytes',
  'your-secret-key',
  'your-secret-key-here',
  '<your-secret-key>',
  'your_super_secret_key_goes_here_at_least_32',
  'placeholder-placeholder-placeholder-placeholder',
  'example-secret-key-example-secret-key',
  'todo-set-a-real-secret-key-before-release',
]

/** Defaults of frameworks and starter projects, and keys that people type. */
const shippedDefaults = [
  'secret',
  'super-secret',
  'supersecretkeysupersecretkeysupersecretkey',
  'my-secret-key-my-secret-key-my-secret-key',
  'default-secret-key-default-secret-key-default',
  'development-secret-key-not-for-production',
  'dev-secret-key-dev-secret-key-dev-secret-key',
  'test-secret-key-test-secret-key-test-secret',
  'django-insecure-0000000000000000000000000000000000000000',
  'insecure-development-key-do-not-use-in-production',
  'keyboard cat',
  'password',
  'passwordpasswordpasswordpasswordpassword',
]

/** Long enough to pass a length check, and well known. */
const sequences = [
  '0123456789abcdef0123456789abcdef',
  'abcdefghijklmnopqrstuvwxyz123456',
  '12345678901234567890123456789012',
]

const families = [guideSamples, placeholders, shippedDefaults, sequences]

/** Every known default; with few samples, the first two of each family. */
export function knownDefaults(samples: Samples): string[] {
  return families.flatMap((family) => (samples === 'all' ? family : family.slice(0, 2)))
}

/** Ways in which a key can be missing (`null`: unset); with few samples, one of each kind. */
export function missingValues(samples: Samples): readonly (string | null)[] {
  const blanks = ['    ', '\t']
  return [null, '', ' ', ...(samples === 'all' ? blanks : [])]
}

/**
 * Keys too weak by any measure: fewer than 32 characters cannot hold 32 bytes of entropy in any
 * encoding, and one repeated character holds none. With few samples, one of each kind.
 */
export function weakValues(samples: Samples): readonly string[] {
  const few = ['q7Rz', 'Vb3nQ8sKd1Zy6TfG', 'a'.repeat(32)]
  const more = ['hT9w2LpX', 'k2J9sLw0PqzX7vB4nM1cR8tY5', '0'.repeat(64), 'Z'.repeat(43)]
  return samples === 'all' ? [...few, ...more] : few
}

/**
 * Misspellings of a backend's word for production and names that people use for it; with few
 * samples, two.
 * @param words of the backend, which are none of them; the first is the one for production
 */
export function mistypedEnvironments(
  samples: Samples,
  words: readonly string[] = [],
): readonly string[] {
  const [word = 'production'] = words
  const middle = Math.floor(word.length / 2)
  const names = [
    word === 'production' ? 'prod' : 'production',
    `${word.charAt(0).toUpperCase()}${word.slice(1)} `,
    `${word.toUpperCase()}_`,
    `${word.slice(0, middle)}${word.slice(middle + 1)}`,
    `${word}-eu`,
    'live',
  ].filter((name) => !words.includes(name))
  return samples === 'all' ? names : names.slice(0, 2)
}
