/**
 * The reference target: everything that the gate knows of reference-app/. Copy this file to put
 * your own backend under the gate, and leave out what you cannot say: the claims that need it are
 * then reported as unverified, by name.
 */
import type { Reply } from './gate/contract/contract.ts'
import { command, defineTarget, run } from './gate/contract/contract.ts'

const api = '/api/v1'

/** The body of an answer, with every field that this file reads. */
interface Body {
  id: number
  email: string
  name: string
  permissions: string[]
  access_token: string
  refresh_token: string
}
const body = (reply: Reply) => reply.json as Body
const idOf = (reply: Reply) => String(body(reply).id)
const sessionOf = (reply: Reply) => ({
  headers: { authorization: `Bearer ${body(reply).access_token}` },
  token: body(reply).access_token,
  refreshToken: body(reply).refresh_token,
})
/** The pool's figures, as the metrics name them and the command prints them. */
const poolFigures = (figure: (name: string) => number) => ({
  open: figure('checked_out') + figure('idle'),
  inUse: figure('checked_out'),
  idle: figure('idle'),
  waiting: figure('waiting'),
})
/** A counter that nothing was counted with yet is not there. */
const cacheReads = (metrics: string, what: string) =>
  Number(
    new RegExp(`^cache_${what}_total{kind="permissions"} (\\d+)$`, 'm').exec(metrics)?.[1] ?? 0,
  )
const deployment = 'reference-app/deploy/blue-green/main.ts'
const recordsOf = (company: string) => `${api}/companies/${company}/records`

export default defineTarget({
  name: 'reference-app',
  version: '1.0.0',
  launch: command('node', ['reference-app/src/main.ts'], { port: 'PORT', host: 'HOST' }),
  environment: {
    always: {
      TRUSTED_HOSTS: 'api.example.com,*.api.example.com',
      NODE_COMPILE_CACHE: '.preflight/compile-cache',
    },
    production: {
      ENVIRONMENT: 'production',
      DEBUG: 'false',
      WORKERS: '4',
      BACKEND_CORS_ORIGINS: 'https://example.com,https://www.example.com',
    },
    development: { ENVIRONMENT: 'development' },
  },
  settings: {
    environment: 'ENVIRONMENT',
    debug: 'DEBUG',
    logLevel: 'LOG_LEVEL',
    secretKey: 'SECRET_KEY',
    jwtSecretKey: 'JWT_SECRET_KEY',
    workers: 'WORKERS',
    poolSize: 'DB_POOL_SIZE',
    poolOverflow: 'DB_MAX_OVERFLOW',
    poolTimeout: 'DB_POOL_TIMEOUT',
    poolRecycle: 'DB_POOL_RECYCLE',
    cacheEnabled: 'CACHE_ENABLED',
    cacheDefaultTtl: 'CACHE_DEFAULT_TTL',
    permissionCacheTtl: 'PERMISSION_CACHE_TTL',
    corsOrigins: 'BACKEND_CORS_ORIGINS',
    trustedHosts: 'TRUSTED_HOSTS',
    trustedProxies: 'TRUSTED_PROXIES',
    loginRateLimit: 'LOGIN_RATE_LIMIT',
    // In seconds. With it a quick run need not wait for a real minute to end.
    loginRateLimitWindow: 'LOGIN_RATE_LIMIT_WINDOW',
    oauthClientId: 'GOOGLE_CLIENT_ID',
    oauthClientSecret: 'GOOGLE_CLIENT_SECRET',
    oauthRedirectUri: 'GOOGLE_REDIRECT_URI',
    oauthIssuer: 'OAUTH_ISSUER_URL',
    smtpHost: 'SMTP_HOST',
    smtpPort: 'SMTP_PORT',
    smtpUser: 'SMTP_USER',
    smtpPassword: 'SMTP_PASSWORD',
    smtpFrom: 'SMTP_FROM',
    slowQueryMs: 'SLOW_QUERY_MS',
    redisTimeoutMs: 'REDIS_TIMEOUT_MS',
    accessTokenTtl: 'ACCESS_TOKEN_TTL',
    refreshTokenTtl: 'REFRESH_TOKEN_TTL',
    shutdownDelay: 'SHUTDOWN_DELAY',
    shutdownTimeout: 'SHUTDOWN_TIMEOUT',
  },
  knownDefaults: {
    secretKey: ['development-only-insecure-secret-key-do-not-deploy'],
    jwtSecretKey: ['development-only-insecure-jwt-key-do-not-deploy'],
  },
  // Keys alone: no channels, no functions, so that checks can share a server.
  backing: { postgres: 'DATABASE_URL', redis: 'REDIS_URL', redisUse: 'keys' },
  proxyHeaders: { host: 'api.example.com', 'x-forwarded-proto': 'https' },
  endpoints: { health: '/health', ready: '/ready', metrics: '/metrics' },
  metricNames: { requests: 'http_requests_total' },
  // The name of a record is unique in its company.
  statuses: { conflict: [409] },
  operations: {
    login: {
      request: ({ email, password }) => ({
        method: 'POST',
        path: `${api}/auth/login`,
        json: { email, password },
      }),
      result: sessionOf,
    },
    refresh: {
      request: ({ refreshToken }) => ({
        method: 'POST',
        path: `${api}/auth/refresh`,
        json: { refresh_token: refreshToken },
      }),
      result: sessionOf,
      signedBy: 'secretKey',
    },
    logout: {
      request: ({ refreshToken }) => ({
        method: 'POST',
        path: `${api}/auth/logout`,
        json: { refresh_token: refreshToken },
      }),
    },
    profile: {
      request: () => ({ method: 'GET', path: `${api}/users/me` }),
      result: (reply) => body(reply).email,
    },
    createAccount: {
      request: ({ name, email, password }) => ({
        method: 'POST',
        path: `${api}/users`,
        json: { name, email, password },
      }),
      result: idOf,
    },
    createCompany: {
      request: (name) => ({ method: 'POST', path: `${api}/companies`, json: { name } }),
      result: idOf,
    },
    readCompany: {
      request: (company) => ({ method: 'GET', path: `${api}/companies/${company}` }),
    },
    permissions: {
      request: (company) => ({ method: 'GET', path: `${api}/companies/${company}/permissions` }),
      result: (reply) => body(reply).permissions,
    },
    changeRole: {
      roles: { writer: 'editor', reader: 'viewer' },
      request: (company, userId, role) => ({
        method: 'PUT',
        path: `${api}/companies/${company}/members/${userId}`,
        json: { role },
      }),
    },
    removeMember: {
      request: (company, userId) => ({
        method: 'DELETE',
        path: `${api}/companies/${company}/members/${userId}`,
      }),
    },
    invalidate: {
      request: (userId) => ({
        method: 'POST',
        path: `${api}/admin/cache/invalidate`,
        json: userId === undefined ? {} : { user_id: Number(userId) },
      }),
    },
    createRecord: {
      request: (company, name) => ({ method: 'POST', path: recordsOf(company), json: { name } }),
      result: idOf,
    },
    readRecord: {
      table: 'records',
      request: ({ company, id }) => ({ method: 'GET', path: `${recordsOf(company)}/${id}` }),
      result: (reply) => body(reply).name,
    },
    updateRecord: {
      request: ({ company, id }, name) => ({
        method: 'PATCH',
        path: `${recordsOf(company)}/${id}`,
        json: { name },
      }),
    },
    deleteRecord: {
      request: ({ company, id }) => ({ method: 'DELETE', path: `${recordsOf(company)}/${id}` }),
    },
    invalidRecord: {
      request: (company) => ({ method: 'POST', path: recordsOf(company), json: { name: 42 } }),
    },
    requestPasswordReset: {
      request: (email) => ({
        method: 'POST',
        path: `${api}/auth/password-reset`,
        json: { email },
      }),
    },
    beginOAuth: {
      callback: `${api}/auth/oauth/google/callback`,
      request: () => ({ method: 'GET', path: `${api}/auth/oauth/google/login` }),
    },
    openSocket: {
      request: () => ({ method: 'GET', path: `${api}/socket` }),
    },
  },
  knobs: {
    APP_VERSION: {
      values: ['1.0.0', '2.7.18'],
      observe: async ({ request }) => (await request({ method: 'GET', path: '/health' })).json,
    },
  },
  commands: {
    migrate: run('node', ['reference-app/src/cli.ts', 'migrate']),
    rollback: run('node', ['reference-app/src/cli.ts', 'rollback']),
    currentVersion: run('node', ['reference-app/src/cli.ts', 'current']),
    check: run('node', ['reference-app/src/cli.ts', 'check']),
    poolStatus: run('node', ['reference-app/src/cli.ts', 'pool-status']),
    createAdmin: ({ email, password }) =>
      run('node', ['reference-app/src/cli.ts', 'create-admin', '--email', email], {
        ADMIN_PASSWORD: password,
      }),
    backup: (file) => run('bash', ['reference-app/deploy/backup', file]),
    restore: (file) => run('bash', ['reference-app/deploy/restore', file]),
  },
  migrations: {
    copy: 'reference-app',
    add: (number, sql) => ({
      file: `reference-app/migrations/9${number}_preflight.sql`,
      text: `-- Up Migration\n${sql}\n\n-- Down Migration\n`,
    }),
  },
  poolFigures: {
    command: (stdout) => poolFigures((name) => JSON.parse(stdout)[name]),
    metrics: (text) =>
      poolFigures((name) => Number(new RegExp(`^db_pool_${name} (\\d+)$`, 'm').exec(text)?.[1])),
  },
  cache: {
    otherKeys: 'company:*:summary',
    changeRoleBySql: (company, user, role) =>
      `update memberships set role = '${role}' where company_id = ${company} and user_id = ${user}`,
    figures: (text) => ({
      hits: cacheReads(text, 'hits'),
      misses: cacheReads(text, 'misses'),
    }),
  },
  edge: {
    keyTypes: ['ec', 'rsa'],
    certificate: {
      make: (folder) => run('reference-app/deploy/nginx/certificate.sh', [folder]),
      mountedAt: '/etc/nginx/ssl',
      root: 'root.pem',
    },
  },
  manifests: {
    environment: 'reference-app/deploy/env.production.example',
    compose: 'reference-app/deploy/docker-compose.prod.yml',
    nginx: 'reference-app/deploy/nginx/nginx.conf',
    stack: 'reference-app/deploy/stack.yml',
    dockerfile: 'reference-app/deploy/Dockerfile',
    ecsTask: 'reference-app/deploy/cloud/ecs-task.json',
    beanstalk: [
      'reference-app/deploy/cloud/Dockerrun.aws.json',
      'reference-app/deploy/cloud/.ebextensions/options.config',
    ],
    cloudBuild: 'reference-app/deploy/cloud/cloudbuild.yaml',
  },
  // An ECS service scales by itself; its task definition does not say how far.
  cloud: { maxInstances: { ecsTask: 6 }, maxConnections: 500 },
  // What serves in a container has its proxy on the container's network, not on its own loopback.
  container: { environment: { TRUSTED_PROXIES: 'uniquelocal' } },
  compose: {
    variables: ({ image, secret }) => ({
      BACKEND_IMAGE: image,
      POSTGRES_USER: 'app',
      POSTGRES_DB: 'app',
      POSTGRES_PASSWORD: secret('database'),
      DATABASE_URL: `postgresql://app:${secret('database')}@db:5432/app`,
      REDIS_URL: 'redis://redis:6379/0',
      SECRET_KEY: secret('key'),
      JWT_SECRET_KEY: secret('jwt key'),
      BACKEND_CORS_ORIGINS: 'https://example.com',
      TRUSTED_HOSTS: 'api.example.com',
    }),
    certificate: { mountedAt: '/etc/nginx/ssl' },
  },
  release: {
    deploy: (site) => run('node', [deployment, 'deploy', '--plan', site]),
    rollback: (site) => run('node', [deployment, 'rollback', '--plan', site]),
    connections: run('node', ['reference-app/deploy/connections.mjs']),
    switchFile: { path: '/etc/nginx/live/{colour}', text: '{host}\n' },
    names: { blue: 'backend-blue', green: 'backend-green' },
  },
  objectives: { p95Ms: 250, p99Ms: 500 },
})
