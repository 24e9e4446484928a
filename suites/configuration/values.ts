/** The values that production must not accept for a key: data, by where they come from. */

import type { Samples } from '#gate/run/context.ts'

/** The deployment guide's own samples: they are not "the default", and are in many deployments. */
const guideSamples = ['generate-with-openssl-rand-base64-32', 'generate-different-key-here']

/** What templates, tutorials and frameworks put there to be replaced. */
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

/** Defaults that were shipped by frameworks and starters, or that people type. */
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

/** Long enough to pass a length check, and known to everybody. */
const sequences = [
  '0123456789abcdef0123456789abcdef',
  'abcdefghijklmnopqrstuvwxyz123456',
  '12345678901234567890123456789012',
]

const families = [guideSamples, placeholders, shippedDefaults, sequences]

/** Every known default, or the first two of each family. */
export function knownDefaults(samples: Samples): string[] {
  return families.flatMap((family) => (samples === 'all' ? family : family.slice(0, 2)))
}

/** Ways in which a key can be missing, `null` being an unset variable; or one of each kind. */
export function missingValues(samples: Samples): readonly (string | null)[] {
  const blanks = ['    ', '\t']
  return [null, '', ' ', ...(samples === 'all' ? blanks : [])]
}

/**
 * Keys too weak by any measure: fewer than 32 characters can hold no 32 bytes of entropy in any
 * spelling, and one repeated character holds none. All, or one of each kind.
 */
export function weakValues(samples: Samples): readonly string[] {
  const few = ['q7Rz', 'Vb3nQ8sKd1Zy6TfG', 'a'.repeat(32)]
  const more = ['hT9w2LpX', 'k2J9sLw0PqzX7vB4nM1cR8tY5', '0'.repeat(64), 'Z'.repeat(43)]
  return samples === 'all' ? [...few, ...more] : few
}

/** Names that are not `production` but look like it to whoever typed them; or the first two. */
export function mistypedEnvironments(samples: Samples): readonly string[] {
  const names = ['prod', 'Production ', 'PRODUCTION_', 'prodution', 'production-eu', 'live']
  return samples === 'all' ? names : names.slice(0, 2)
}
