import { keyWeakness } from './key-strength.ts'
import { commaList } from './lists.ts'
import { isPlaceholder, isSamplePassword } from './placeholders.ts'
import type { Problem } from './problems.ts'
import type { Settings } from './schema.ts'

/**
 * Well-formed settings that production refuses: keys that others know or can guess, sample
 * credentials, debugging, and settings that are safe only on a developer's machine.
 */
export function productionProblems(settings: Settings): Problem[] {
  return [
    ...keyProblems(settings),
    ...debugProblems(settings),
    ...databaseProblems(settings),
    ...openingProblems(settings),
    ...serviceProblems(settings),
  ]
}

const keys = ['SECRET_KEY', 'JWT_SECRET_KEY'] as const

function keyProblems(settings: Settings): Problem[] {
  const problems: Problem[] = []
  for (const variable of keys) {
    const reason = keyRefusal(settings[variable])
    if (reason !== undefined) problems.push({ variable, reason })
  }
  const [first, second] = keys.map((variable) => settings[variable].trim())
  if (first !== '' && first === second) {
    problems.push({ variable: 'JWT_SECRET_KEY', reason: 'is the same as SECRET_KEY' })
  }
  return problems
}

function keyRefusal(value: string): string | undefined {
  if (value.trim() === '') return 'is missing or empty'
  if (isPlaceholder(value)) return 'is published, or asks to be replaced: generate one'
  return keyWeakness(value)
}

function debugProblems(settings: Settings): Problem[] {
  return settings.DEBUG ? [{ variable: 'DEBUG', reason: 'must be false here' }] : []
}

function databaseProblems(settings: Settings): Problem[] {
  const url = URL.parse(settings.DATABASE_URL)
  if (url === null) return []
  const user = decode(url.username)
  const password = decode(url.password) || (url.searchParams.get('password') ?? '')
  const overSocket = url.hostname === '' && (url.searchParams.get('host') ?? '').startsWith('/')
  const refuse = (reason: string) => [{ variable: 'DATABASE_URL', reason }]
  if (password === '') return overSocket ? [] : refuse('has no password')
  if (password.toLowerCase() === user.toLowerCase()) return refuse('has its user as password')
  if (isSamplePassword(password)) return refuse('has a password that anybody would try')
  return []
}

function openingProblems(settings: Settings): Problem[] {
  const problems: Problem[] = []
  if (commaList(settings.BACKEND_CORS_ORIGINS).includes('*')) {
    problems.push({ variable: 'BACKEND_CORS_ORIGINS', reason: 'may not be * here' })
  }
  const hosts = commaList(settings.TRUSTED_HOSTS)
  if (hosts.length === 0)
    problems.push({ variable: 'TRUSTED_HOSTS', reason: 'is missing or empty' })
  if (hosts.includes('*')) {
    problems.push({ variable: 'TRUSTED_HOSTS', reason: 'may not be * here' })
  }
  for (const variable of ['OAUTH_ISSUER_URL', 'GOOGLE_REDIRECT_URI'] as const) {
    const value = settings[variable]
    if (value !== undefined && isPlainHttpAbroad(value)) {
      problems.push({ variable, reason: 'must be https here' })
    }
  }
  return problems
}

/** Plain http to a public name; loopback and names without a dot stay inside the deployment. */
function isPlainHttpAbroad(value: string): boolean {
  const url = URL.parse(value)
  if (url === null || url.protocol !== 'http:') return false
  return url.hostname.includes('.') && !url.hostname.startsWith('127.')
}

function serviceProblems(settings: Settings): Problem[] {
  const redisPassword = decode(URL.parse(settings.REDIS_URL)?.password ?? '')
  const secrets: [string, string | undefined][] = [
    ['REDIS_URL', redisPassword || undefined],
    ['GOOGLE_CLIENT_ID', settings.GOOGLE_CLIENT_ID],
    ['GOOGLE_CLIENT_SECRET', settings.GOOGLE_CLIENT_SECRET],
    ['SMTP_PASSWORD', settings.SMTP_PASSWORD],
  ]
  return secrets
    .filter(([, value]) => value !== undefined && isFillIn(value))
    .map(([variable]) => ({ variable, reason: 'was to be filled in, and is not' }))
}

/** "your-…", "change-me", "replace…", "…-here": text that asks to be replaced. */
function isFillIn(value: string): boolean {
  return /^(your|change|replace|insert|enter|todo|fixme)[-_ ]?|[-_ ]here$|^<.*>$/i.test(
    value.trim(),
  )
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
