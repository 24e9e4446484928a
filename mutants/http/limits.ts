/** The login rate limit. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { rateLimit } from '../paths.ts'

const limitStore = 'reference-app/src/lib/limit-store.ts'

export const limits = defineMutants('http', {
  'limit-by-account': {
    defect: 'A client has as many logins as it tries accounts.',
    kills: ['http.login-rate-limit'],
    naming: ['another account each time'],
    edits: [
      insertBefore(
        rateLimit,
        'max: LOGIN_RATE_LIMIT,',
        `hook: 'preHandler',
    keyGenerator: (request) => [request.ip, (request.body as { email?: string }).email].join(),`,
      ),
    ],
  },
  'limit-by-url': {
    defect: 'Another query in the URL is another limit.',
    kills: ['http.login-rate-limit'],
    naming: ['another query in the URL each time'],
    edits: [
      insertBefore(
        rateLimit,
        'max: LOGIN_RATE_LIMIT,',
        'keyGenerator: (request) => `${request.ip} ${request.url}`,',
      ),
    ],
  },
  'limit-by-header': {
    defect: 'A client is who it says that it is, in a header that no proxy of ours knows.',
    kills: ['http.rate-limit-unspoofable'],
    edits: [
      insertBefore(
        rateLimit,
        'max: LOGIN_RATE_LIMIT,',
        "keyGenerator: (request) => String(request.headers['true-client-ip'] ?? request.ip),",
      ),
    ],
  },
  'limit-by-peer': {
    defect: 'A client is whoever the connection comes from: behind the edge all are one.',
    kills: ['http.rate-limit-unspoofable'],
    edits: [
      insertBefore(
        rateLimit,
        'max: LOGIN_RATE_LIMIT,',
        "keyGenerator: (request) => request.socket.remoteAddress ?? '',",
      ),
    ],
  },
  'limit-for-good': {
    defect:
      'The window of the login limit begins anew with each try, and ends for nobody who goes on.',
    kills: ['http.login-rate-limit'],
    edits: [
      edit(
        limitStore,
        "if current == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end",
        "redis.call('PEXPIRE', KEYS[1], ARGV[1] * 60)",
      ),
    ],
  },
  'limit-longer-than-told': {
    defect: 'Who is told to come back in a minute is locked out for an hour.',
    kills: ['http.login-rate-limit'],
    edits: [
      edit(
        limitStore,
        "redis.call('PEXPIRE', KEYS[1], ARGV[1]) end",
        "redis.call('PEXPIRE', KEYS[1], ARGV[1] * 60) end",
      ),
      edit(limitStore, "redis.call('PTTL', KEYS[1])", 'tonumber(ARGV[1])'),
    ],
  },
  'limit-by-the-second': {
    defect: 'Logins are limited to 50 a second: thousands of passwords are tried in a minute.',
    kills: ['http.login-rate-limit'],
    environment: { LOGIN_RATE_LIMIT: '50', LOGIN_RATE_LIMIT_WINDOW: '1' },
  },
  'limit-by-two-headers': {
    defect: 'Two headers are believed, whoever sends them.',
    kills: ['http.rate-limit-unspoofable'],
    naming: ['X-Client-IP', 'Fastly-Client-IP'],
    edits: [
      insertBefore(
        rateLimit,
        'max: LOGIN_RATE_LIMIT,',
        "keyGenerator: ({ headers, ip }) => String(headers['x-client-ip'] ?? headers['fastly-client-ip'] ?? ip),",
      ),
    ],
  },
  'limit-of-each-process': {
    defect: 'Each process counts logins for itself.',
    kills: ['http.rate-limit-shared'],
    alsoKills: ['http.login-rate-limit', 'http.rate-limit-unspoofable'],
    edits: [
      edit(
        limitStore,
        "within(counter.countTry(key, windowMs), timeoutMs, 'Redis').then(",
        'Promise.reject<[number, number]>(timeoutMs).then(',
      ),
    ],
  },
  'limit-of-fifty': {
    defect: 'Ten times as many logins are let through as the limit says.',
    kills: ['http.login-rate-limit', 'http.rate-limit-shared', 'http.rate-limit-unspoofable'],
    edits: [edit(rateLimit, 'max: LOGIN_RATE_LIMIT,', 'max: LOGIN_RATE_LIMIT * 10,')],
  },
  'limit-untold': {
    defect: 'A refused login does not say when the next try is welcome.',
    kills: ['http.login-rate-limit'],
    edits: [
      insertBefore(rateLimit, 'max: LOGIN_RATE_LIMIT,', "addHeaders: { 'retry-after': false },"),
    ],
  },
})
