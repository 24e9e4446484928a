import {
  administrator,
  behindEdge,
  defineNeeds,
  type Needs,
  session,
  started,
  world,
} from './need.ts'

const origins: Needs = [
  'settings.corsOrigins',
  'environment.production.{corsOrigins}',
  ...session,
  'operations.profile',
]

/** Of the claims of section http. */
export const http = defineNeeds('http', {
  'http.cors-allowed': origins,
  'http.cors-denied': [
    ['settings.corsOrigins', 'lacks.CORS'],
    ['environment.production.{corsOrigins}', 'lacks.CORS'],
    ...session,
    'operations.profile',
  ],
  'http.trusted-host': [
    'settings.trustedHosts',
    'environment.production.{trustedHosts}',
    'operations.profile',
  ],
  'http.https-enforced': [...behindEdge, 'operations.profile'],
  'http.login-rate-limit': [started, 'operations.login'],
  'http.rate-limit-shared': [started, 'operations.login'],
  'http.rate-limit-unspoofable': [...behindEdge, 'operations.login'],
  'http.critical-endpoints': session,
  'http.errors-say-nothing': [
    started,
    ...world,
    'operations.profile',
    'operations.readRecord',
    'backing.postgres',
  ],
  'http.hostile-input': [started, ...world, 'operations.readRecord'],
  'http.oauth': [
    'settings.oauthClientId',
    'settings.oauthClientSecret',
    'settings.oauthRedirectUri',
    'settings.oauthIssuer',
    'operations.beginOAuth.callback',
    started,
  ],
  'http.email': [administrator, 'settings.smtpHost', started, 'operations.requestPasswordReset'],
  'http.token-access-ends': ['operations.login', 'operations.profile', administrator],
})
