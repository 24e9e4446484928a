import { defineNeeds, type Key, session, started } from './need.ts'

/** Settings with values that every backend must refuse. */
const refusable: readonly Key[] = [
  'settings.poolSize',
  'settings.workers',
  'settings.poolOverflow',
  'settings.poolTimeout',
  'settings.poolRecycle',
  'settings.cacheDefaultTtl',
  'settings.permissionCacheTtl',
  'settings.corsOrigins',
  'settings.oauthRedirectUri',
  'settings.smtpPort',
  'backing.postgres',
  'backing.redis',
]

/** Credentials beside the keys and the database's. */
const credentials: readonly Key[] = [
  'settings.oauthClientId',
  'settings.oauthClientSecret',
  'settings.smtpPassword',
  'backing.redis',
]

/** Of the claims of section configuration. */
export const configuration = defineNeeds('configuration', {
  'configuration.secret-key-default-refused': ['settings.secretKey', started],
  'configuration.secret-key-missing-refused': ['settings.secretKey', started],
  'configuration.secret-key-weak-refused': ['settings.secretKey', started],
  'configuration.jwt-secret-key-default-refused': ['settings.jwtSecretKey', started],
  'configuration.jwt-secret-key-missing-refused': ['settings.jwtSecretKey', started],
  'configuration.jwt-secret-key-weak-refused': ['settings.jwtSecretKey', started],
  'configuration.secrets-distinct': ['settings.secretKey', 'settings.jwtSecretKey', started],
  'configuration.generated-key-accepted': [
    ['settings.secretKey', 'settings.jwtSecretKey'],
    started,
  ],
  'configuration.refusal-clear': [
    started,
    ['settings.secretKey', 'settings.jwtSecretKey', 'settings.poolSize', 'backing.postgres'],
  ],
  'configuration.forged-token-rejected': [
    'settings.jwtSecretKey',
    'operations.profile',
    ...session,
  ],
  'configuration.debug-off': ['settings.debug', started],
  'configuration.environment-typo-refused': ['settings.environment', started],
  'configuration.invalid-value-refused': [refusable, started],
  'configuration.settings-effective': [started],
  'configuration.development-starts': [started],
  'configuration.placeholders-refused': [credentials, started],
  'configuration.secrets-not-exposed': [started],
})
