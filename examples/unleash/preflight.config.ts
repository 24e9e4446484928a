/** Unleash, a feature-flag server that Preflight knows only by this file. */
import { command, defineTarget, type Reply } from '../../gate/contract/contract.ts'

const features = '/api/admin/projects/default/features'
const named = (reply: Reply) => (reply.json as { name: string }).name
const cookie = (reply: Reply) => String(reply.headers['set-cookie']).split(';')[0] ?? ''
const gauge = (text: string, name: string) => Number(text.match(`\ndb_pool_${name} (.*)`)?.[1])

export default defineTarget({
  name: 'unleash',
  version: '7.6.5',
  deployment: { replicas: 1 },
  launch: command('node', ['node_modules/unleash-server/dist/server.js'], {
    port: 'HTTP_PORT',
    host: 'HTTP_HOST',
    readyTimeoutMs: 60_000,
  }),
  environment: {
    always: { DATABASE_SSL: 'false', CHECK_VERSION: 'false', SEND_TELEMETRY: 'false' },
    production: {
      SIMPLE_LOGIN_LIMIT_PER_MINUTE: '5',
      NODE_ENV: 'production',
      DATABASE_POOL_MAX: '4',
    },
    development: { NODE_ENV: 'development' },
  },
  settings: {
    environment: 'NODE_ENV',
    logLevel: 'LOG_LEVEL',
    secretKey: 'UNLEASH_SECRET',
    poolSize: 'DATABASE_POOL_MAX',
    debug: 'DEBUG',
    loginRateLimit: 'SIMPLE_LOGIN_LIMIT_PER_MINUTE',
  },
  knownDefaults: { secretKey: ['super-secret'] },
  backing: { postgres: 'DATABASE_URL' },
  endpoints: { health: '/health', ready: '/ready', metrics: '/internal-backstage/prometheus' },
  admin: { name: 'admin', email: '', password: 'unleash4all' },
  operations: {
    login: {
      request: ({ name, password }) => ({
        method: 'POST',
        path: '/auth/simple/login',
        json: { username: name, password },
      }),
      result: (reply) => ({ headers: { cookie: cookie(reply) } }),
    },
    profile: {
      request: () => ({ method: 'GET', path: '/api/admin/user' }),
      result: (reply) => (reply.json as { user: { username: string } }).user.username,
    },
    readRecord: {
      table: 'projects',
      request: () => ({ method: 'GET', path: '/api/admin/projects' }),
      result: named,
    },
    createRecord: {
      request: (_, name) => ({ method: 'POST', path: features, json: { name } }),
      result: named,
    },
  },
  poolFigures: {
    metrics: (text) => ({
      open: gauge(text, 'free') + gauge(text, 'used'),
      inUse: gauge(text, 'used'),
    }),
  },
  notApplicable: {
    'configuration.jwt-secret-key-*': 'sessions are cookies; nothing is signed as a JWT',
    'configuration.secrets-distinct': 'there is one secret',
    'configuration.forged-token-rejected': 'sessions are cookies; nothing is signed as a JWT',
  },
})
