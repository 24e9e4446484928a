/** Files that do not belong in an image, by name and by content. Pure. */

export interface Exposure {
  what: string
  where: string
}

/** File names of credentials, in any folder. */
const names: readonly [pattern: RegExp, what: string][] = [
  [/(^|\/)\.env(\.(?!example|sample|template|dist|defaults?$)[\w-]+)*$/, 'an environment file'],
  [/(^|\/)[\w-]+\.env$/, 'an environment file'],
  [/(^|\/)\.(git|hg|svn|bzr)(\/|$)/, 'a version-control folder'],
  [/(^|\/)id_(rsa|dsa|ecdsa|ed25519)$/, 'a private key'],
  [/(^|\/)\.(netrc|pgpass|git-credentials|pypirc|htpasswd)$/, 'a credentials file'],
  [/(^|\/)\.aws\/credentials$/, 'a credentials file'],
  [/(^|\/)\.docker\/config\.json$/, 'a credentials file'],
  [/(^|\/)(terraform\.tfstate|kubeconfig)$/, 'a credentials file'],
  [/\.(p12|pfx|jks|keystore)$/, 'a key store'],
]

/** Folders of published packages, whose keys are only examples. */
const published =
  /(^|\/)(node_modules|site-packages|dist-packages|gems)\/|^(usr\/(?!src\/)|lib\w*\/)/

/** Larger files are data, not configuration. */
const largestText = 512 * 1024

const privateKey = /-----BEGIN ((RSA|EC|DSA|OPENSSH|ENCRYPTED) )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]/
const tokenOfNpm = /^\s*(\/\/\S+:)?_(authToken|auth|password)\s*=\s*(?!\$\{)\S{8,}/m
const databases = 'postgres(?:ql)?|mysql|mariadb|mongodb(?:\\+srv)?|rediss?|amqps?'
const urlWithPassword = new RegExp(
  `\\b(?:${databases})://[^\\s:/@'"]*:([^\\s/@'"{}$<>]{8,})@([^\\s:/'"]+)`,
  'g',
)
const localHosts = /^(localhost|127\.0\.0\.1|\[::1\]|.*\bexample\.(com|org|net))$/

/** Whether the content of a file is searched. */
export function isLookedInto(path: string, size: number): boolean {
  return size > 0 && size <= largestText && !published.test(path)
}

/** Whether a value looks like a secret: long, mixed characters, not an expression. */
function looksSecret(value: string, harmless: ReadonlySet<string>): boolean {
  return value.length >= 20 && /\d/.test(value) && /[A-Za-z]/.test(value) && !harmless.has(value)
}

/** Secrets that a text assigns: `NAME=value`, `NAME: "value"`, `"NAME": "value"`. */
function assignedSecrets(
  text: string,
  variables: readonly string[],
  harmless: ReadonlySet<string>,
): string[] {
  return variables.filter((name) => {
    const pattern = new RegExp(`\\b${name}["']?\\s*[=:]\\s*["']?([\\w+/=.-]{20,})`, 'g')
    return [...text.matchAll(pattern)].some(([, value = '']) => looksSecret(value, harmless))
  })
}

export interface Known {
  /** Variables that hold secrets. */
  variables: readonly string[]
  /** Well-known values: the backend's defaults. */
  harmless: readonly string[]
}

/** Secrets in a text of the image or of its build commands. */
export function secretsIn(text: string, { variables, harmless }: Known): string[] {
  const found: string[] = []
  if (privateKey.test(text)) found.push('a private key')
  if (tokenOfNpm.test(text)) found.push('an npm registry token')
  const addresses = [...text.matchAll(urlWithPassword)]
  if (addresses.some(([, , host = '']) => !localHosts.test(host))) {
    found.push('a URL with a password')
  }
  for (const name of assignedSecrets(text, variables, new Set(harmless))) {
    found.push(`a value of ${name}`)
  }
  return found
}

/** The secrets that a file of a layer exposes. */
export function exposuresOf(file: { path: string; text?: string }, known: Known): Exposure[] {
  const { path, text } = file
  // A deletion in a later layer is a file called `.wh.` and the name.
  if (/(^|\/)\.wh\.[^/]*$/.test(path)) return []
  const byName = published.test(path)
    ? []
    : names.filter(([pattern]) => pattern.test(path)).map(([, what]) => what)
  const byContent = text === undefined ? [] : secretsIn(text, known)
  return [...new Set([...byName, ...byContent])].map((what) => ({ what, where: path }))
}
