/** Says a text about the guide's variables and paths in the words of a target. */
import { addressEntries } from '#gate/contract/backing.ts'
import type { SettingName, TargetConfig } from '#gate/contract/contract.ts'
import { endpointSecrets } from './endpoint-secrets.ts'
import { type EndpointName, endpointOf } from './endpoints.ts'

/** What the guide calls the variables of settings. */
const guideVariables: Partial<Record<SettingName, string>> = {
  environment: 'ENVIRONMENT',
  debug: 'DEBUG',
  logLevel: 'LOG_LEVEL',
  secretKey: 'SECRET_KEY',
  jwtSecretKey: 'JWT_SECRET_KEY',
  poolSize: 'DB_POOL_SIZE',
  poolOverflow: 'DB_MAX_OVERFLOW',
  poolTimeout: 'DB_POOL_TIMEOUT',
  poolRecycle: 'DB_POOL_RECYCLE',
  cacheEnabled: 'CACHE_ENABLED',
  cacheDefaultTtl: 'CACHE_DEFAULT_TTL',
  corsOrigins: 'BACKEND_CORS_ORIGINS',
  oauthClientId: 'GOOGLE_CLIENT_ID',
  oauthClientSecret: 'GOOGLE_CLIENT_SECRET',
  oauthRedirectUri: 'GOOGLE_REDIRECT_URI',
  smtpHost: 'SMTP_HOST',
  smtpPort: 'SMTP_PORT',
  smtpUser: 'SMTP_USER',
  smtpPassword: 'SMTP_PASSWORD',
}
const guideAddresses = { postgres: 'DATABASE_URL', redis: 'REDIS_URL' } as const
const guidePaths: Record<EndpointName, string> = {
  health: '/health',
  ready: '/ready',
  metrics: '/metrics',
}

/** A path without its query, and with its tokens left out. */
function plainPath(path: string, config: TargetConfig): string {
  const secrets = endpointSecrets(config).map(([, value]) => value)
  const parts = path.replace(/[?#].*$/, '').split('/')
  return parts.map((part) => (secrets.includes(part) ? '…' : part)).join('/')
}

/** The target's word for each of the guide's, where the config has one. */
function wordsOf(config: TargetConfig): Map<string, string> {
  const { backing, settings } = config
  const words = new Map<string, string>()
  for (const [name, guide] of Object.entries(guideVariables)) {
    words.set(guide, settings?.[name as SettingName] ?? guide)
  }
  for (const name of ['postgres', 'redis'] as const) {
    const variables = backing?.[name]
    const own = addressEntries(variables).map(([, variable]) => variable)
    words.set(guideAddresses[name], own.join(', ') || guideAddresses[name])
  }
  for (const name of ['health', 'ready', 'metrics'] as const) {
    const path = endpointOf(config, name)?.path
    words.set(guidePaths[name], path === undefined ? guidePaths[name] : plainPath(path, config))
  }
  return words
}

/** A whole variable in capitals, or a path that is not part of a longer one. */
const guideWord = /\b[A-Z][A-Z\d]*(?:_[A-Z\d]+)*\b|(?<![\w/.])\/(?:health|ready|metrics)\b(?!\/)/g

/** The function that says texts in the words of a target. */
export function inWordsOf(config: TargetConfig): (text: string) => string {
  const words = wordsOf(config)
  return (text) => text.replace(guideWord, (word) => words.get(word) ?? word)
}
