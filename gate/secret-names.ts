/** Names that say that a value is a secret: keys, variables, headers, parameters of a URL. */

/** How such a name ends, without case and separators: `DB_PASSWORD`, `x-api-key`, `accessToken`. */
const endings = [
  'passwords?',
  'passwd',
  'pwd',
  'passphrase',
  'secrets?',
  'secret_?key(?:_?base)?',
  'tokens?',
  '(?:api|access|app|auth|private|signing|encryption|master|session|jwt|hmac|admin)_?keys?',
  'authorization',
  'cookies?',
]

/** The source of a regular expression that matches the whole of such a name. */
export const secretNamePattern = `[\\w.-]{0,60}?(?:${endings.join('|').replaceAll('_?', '[_-]?')})`

const secretName = new RegExp(`^${secretNamePattern}$`, 'i')

/** Whether a name says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name)
}
