import { isIP } from 'node:net'
import { commaList } from './lists.ts'
import type { Problem } from './problems.ts'
import type { Settings } from './schema.ts'

const hostName =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i
const proxyNames = new Set(['loopback', 'linklocal', 'uniquelocal'])

/** The formats that JSON Schema cannot express: URLs, origins, host and address lists. */
export function formatProblems(settings: Settings): Problem[] {
  const problems: Problem[] = []
  const need = (variable: string, ok: boolean, reason: string) => {
    if (!ok) problems.push({ variable, reason })
  }
  need(
    'DATABASE_URL',
    isDatabaseUrl(settings.DATABASE_URL),
    'is not a postgresql:// URL with host and database',
  )
  need('REDIS_URL', isRedisUrl(settings.REDIS_URL), 'is not a redis:// or rediss:// URL')
  need(
    'BACKEND_CORS_ORIGINS',
    commaList(settings.BACKEND_CORS_ORIGINS).every((entry) => entry === '*' || isOrigin(entry)),
    'has an entry that is not an origin (scheme://host[:port], nothing after it)',
  )
  need(
    'TRUSTED_HOSTS',
    commaList(settings.TRUSTED_HOSTS).every(isHostPattern),
    'has an entry that is not a host name, an address or *.domain',
  )
  need(
    'TRUSTED_PROXIES',
    commaList(settings.TRUSTED_PROXIES).every(isProxy),
    'has an entry that is not an address, a CIDR range, loopback, linklocal or uniquelocal',
  )
  need('OAUTH_ISSUER_URL', isHttpUrl(settings.OAUTH_ISSUER_URL), 'is not an http(s) URL')
  if (settings.GOOGLE_REDIRECT_URI !== undefined) {
    need('GOOGLE_REDIRECT_URI', isHttpUrl(settings.GOOGLE_REDIRECT_URI), 'is not an http(s) URL')
  }
  if (settings.SMTP_HOST !== undefined) {
    need('SMTP_HOST', isHost(settings.SMTP_HOST), 'is not a host name or an address')
  }
  return [...problems, ...incompletePairs(settings)]
}

/** Settings that are useful only together. */
function incompletePairs(settings: Settings): Problem[] {
  const together: [keyof Settings, keyof Settings][] = [
    ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
    ['GOOGLE_CLIENT_SECRET', 'GOOGLE_CLIENT_ID'],
    ['GOOGLE_CLIENT_ID', 'GOOGLE_REDIRECT_URI'],
    ['SMTP_USER', 'SMTP_PASSWORD'],
    ['SMTP_PASSWORD', 'SMTP_USER'],
    ['SMTP_USER', 'SMTP_HOST'],
  ]
  return together
    .filter(([given, needed]) => settings[given] !== undefined && settings[needed] === undefined)
    .map(([given, needed]) => ({ variable: needed, reason: `is missing, though ${given} is set` }))
}

/** Parses a URL; undefined if it is invalid. */
export function parseUrl(value: string): URL | undefined {
  return /\s/.test(value) ? undefined : (URL.parse(value) ?? undefined)
}

function isDatabaseUrl(value: string): boolean {
  const url = parseUrl(value)
  if (url === undefined || !['postgresql:', 'postgres:'].includes(url.protocol)) return false
  const hasHost = url.hostname !== '' || (url.searchParams.get('host') ?? '') !== ''
  return hasHost && url.pathname.length > 1 && isDecodable(url)
}

function isDecodable(url: URL): boolean {
  try {
    decodeURIComponent(url.username + url.password + url.pathname)
    return true
  } catch {
    return false
  }
}

function isRedisUrl(value: string): boolean {
  const url = parseUrl(value)
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol)) return false
  return url.hostname !== '' && /^\/?\d*$/.test(url.pathname) && isDecodable(url)
}

function isHttpUrl(value: string): boolean {
  const url = parseUrl(value)
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === ''
}

/** An origin as a browser writes it: `URL.origin` gives it back unchanged. */
function isOrigin(value: string): boolean {
  return isHttpUrl(value) && parseUrl(value)?.origin === value.toLowerCase()
}

function isHost(value: string): boolean {
  return isIP(value.replace(/^\[|\]$/g, '')) !== 0 || hostName.test(value)
}

function isHostPattern(value: string): boolean {
  return value === '*' || isHost(value.replace(/^\*\./, ''))
}

function isProxy(value: string): boolean {
  if (proxyNames.has(value)) return true
  const [address = '', bits, ...rest] = value.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
