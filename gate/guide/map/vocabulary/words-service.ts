import { text } from '#guide/claim.ts'
import type { ClaimWords } from './claim-words.ts'

/** Of the backend itself, its data and its answers. */
export const serviceWords: ClaimWords = {
  'configuration.secret-key-default-refused': 'SECRET_KEY default sample published key',
  'configuration.secret-key-missing-refused':
    'SECRET_KEY SECRET_KEY_BASE APP_KEY required, missing, empty, not set',
  'configuration.secret-key-weak-refused': 'SECRET_KEY long random unpredictable length characters',
  'configuration.jwt-secret-key-default-refused': 'JWT_SECRET default signing key sample',
  'configuration.jwt-secret-key-missing-refused': 'JWT_SECRET required, missing, empty, not set',
  'configuration.jwt-secret-key-weak-refused': 'JWT_SECRET long random length',
  'configuration.secrets-distinct': 'different keys, separate secrets for sessions and tokens',
  'configuration.generated-key-accepted':
    'generate a key: openssl rand, secrets.token_urlsafe, rake secret, base64',
  'configuration.refusal-clear':
    'start fails with a clear error message, validates the configuration at boot',
  'configuration.forged-token-rejected':
    'forged token, alg none, signature verification, audience, expired',
  'configuration.debug-off': 'DEBUG false, debug mode off, RAILS_ENV NODE_ENV APP_DEBUG production',
  'configuration.environment-typo-refused':
    'ENVIRONMENT RAILS_ENV NODE_ENV APP_ENV name of the environment, production mode',
  'configuration.placeholders-refused': 'placeholder credentials of mail, OAuth and Redis',
  'configuration.invalid-value-refused': 'invalid option, malformed value, typo, validation',
  'configuration.settings-effective': 'every option takes effect, documented setting works',
  'configuration.development-starts': 'development mode, start-dev, defaults on a laptop',
  'configuration.secrets-not-exposed':
    'mask, redact, secrets in logs, leaked secrets, version control, do not commit',
  'database.sample-credentials-refused': text`database user and password, POSTGRES_PASSWORD
    DB_PASS DB_PASSWORD change_me, default credentials`,
  'database.unreachable-reported':
    'connection refused to the database, unreachable, failover, reconnects',
  'database.migrate-upgrade':
    'db:migrate db:setup, alembic upgrade head, manage.py migrate, run the migrations, schema up',
  'database.migrate-downgrade': 'roll back a migration, db:rollback, alembic downgrade, reverse',
  'database.migrate-concurrent':
    'migrations at once on several nodes, migration lock, advisory lock',
  'database.migrate-atomic': 'a migration fails half way, transaction, aborted migration',
  'database.migrate-under-load':
    'online migration, concurrent index, lock timeout, table locked, without blocking',
  'database.pending-migration-not-ready':
    'pending migrations, code ahead of the schema, migrate before traffic, before start',
  'database.backup-restores':
    'backup, restore, pg_dump, pg_restore, psql, nightly, test the backups',
  'database.backup-consistent': 'consistent snapshot, backup while running, hot backup, pg_dump',
  'database.slow-query-visible': 'slow query log, slow statements, log_min_duration_statement',
  'pool.bounded':
    'DB_POOL pool size max threads RAILS_MAX_THREADS maximum connections of a process',
  'pool.reaches-bound': 'DB_POOL pool size, max pool size, threads of a process, whole pool',
  'pool.keeps-size':
    'initial size, minimum idle, min pool, keep connections open, persistent, reuse',
  'pool.timeout':
    'pool timeout, acquire timeout, seconds to wait, checkout_timeout, connection wait',
  'pool.exhaustion-contained':
    'pool exhausted, all connections in use, requests hang, request timeout',
  'pool.recovers': 'pool recovers, connections come back after a lock',
  'pool.released-on-abort': 'client disconnects, aborted request, leaked connection',
  'pool.released-on-error': 'failed transaction, idle in transaction, leaked connection, rollback',
  'pool.recycle':
    'max age of a connection, CONN_MAX_AGE, pool recycle, max lifetime, stale connection, reopened',
  'pool.survives-terminated': 'terminated connections, pg_terminate_backend, broken connection',
  'pool.survives-restart': 'database restart, recovers without a restart, reconnect',
  'pool.fair': 'order of waiting requests, fairness, starvation',
  'pool.status-true': 'pool status, pool statistics, connections in use',
  'pool.formula-holds':
    'max_connections, connection limit of the plan or server, processes times threads times nodes',
  'pool.formula-tight': 'too many connections, too many clients, headroom of max_connections',
  'pool.pgbouncer': 'PgBouncer connection pooler, transaction mode, prepared statements off',
  'pool.session-state':
    'PgBouncer transaction mode, session state, advisory lock, SET, bypass pooler',
  'pool.queueing-predicted': 'queueing model, waiting time',
  'load.light': 'small installation, light load, 100 requests per second',
  'load.medium': 'medium load, 500 requests per second, reference architecture',
  'load.heavy': 'heavy load, 1000 requests per second, reference architecture',
  'load.very-heavy': 'very heavy load, more than 1000 requests per second, hundreds of connections',
  'load.headroom': 'capacity, how much load, sizing, load test',
  'load.spike': 'spike, burst, request queue, load shedding, 503, 429, overload',
  'load.soak': 'memory leak, memory growth over days, file descriptors',
  'cache.permission-key': 'cache key of permissions, key pattern',
  'cache.permission-ttl': 'cache expiry of permissions, TTL of every key',
  'cache.default-ttl': 'CACHE_TTL default timeout of cached entries',
  'cache.hit-spares-database': 'cache in Redis, cache hit, caching works, REDIS_URL',
  'cache.disabled': 'turn the cache off, CACHE_ENABLED, null store',
  'cache.role-change-visible':
    'role change, demoted, promoted, revoked rights, invalidation on all nodes',
  'cache.membership-visible': 'member removed, group membership, new member',
  'cache.invalidate-endpoint': 'clear the cache, cache:clear, flush',
  'cache.ttl-bounds-staleness': 'stale until it expires, wait for expiry',
  'cache.no-stale-fill': 'race between invalidation and reader, old value written back',
  'cache.lost-invalidation': 'invalidation lost, pub/sub message missed',
  'cache.redis-down-degrades': 'Redis down, cache failure, fall back to the database, REDIS_URL',
  'cache.redis-down-start': 'start while the cache is down, boot order of Redis',
  'cache.redis-slow-degrades': 'slow Redis, cache latency',
  'cache.stampede': 'cache stampede, thundering herd, dog pile',
  'cache.tenant-isolation': 'tenants, organisations, companies, cache key prefix',
  'cache.survives-restart': 'Redis persistence, appendonly, AOF, RDB, saves to disk',
  'cache.clear-nonblocking': 'clear the cache, cache:clear, KEYS, SCAN, flush',
  'cache.hit-ratio-visible': 'cache hit ratio, hits and misses',
  'http.cors-allowed': 'CORS origin, allowed origins, front end, web origins, cross-site requests',
  'http.cors-denied': 'CORS origin, wildcard, web origins, cross-site requests',
  'http.trusted-host': text`ALLOWED_HOSTS Host header, domain names, HOSTNAME, config.hosts,
    strict hostname, custom domain`,
  'http.https-enforced':
    'force_ssl SECURE_SSL_REDIRECT HTTPS only, secure, X-Forwarded-Proto SECURE_PROXY_SSL_HEADER',
  'http.login-rate-limit':
    'login throttling, brute force detection, failed logins, 429, rate limited, lockout',
  'http.rate-limit-shared': 'rate limit counters in Redis, shared by all workers and nodes',
  'http.rate-limit-unspoofable':
    'rate limit by client address, real client address, spoofed address, trusted proxies',
  'http.critical-endpoints': 'test the critical paths, smoke test, create, read, update, delete',
  'http.errors-say-nothing': 'error page for 500, error details, exception page',
  'http.hostile-input': 'upload size limit, client_max_body_size, malformed requests, large bodies',
  'http.oauth': text`OAuth client ID and secret, redirect URI, callback address, identity
    provider, social sign-in, Google`,
  'http.email': 'SMTP relay, mail server, password reset mail, SMTP_ADDRESS SMTP_LOGIN EMAIL_HOST',
  'http.token-access-ends': 'token lifetime, refresh token, short-lived tokens, logout, revoke',
  'observability.logs-structured':
    'JSON logs, one JSON object a line, log to stdout, logging format',
  'observability.log-level': 'LOG_LEVEL RAILS_LOG_LEVEL verbosity',
  'observability.request-traced': 'correlation ID, request ID, trace ID',
  'observability.health-shape': 'health endpoint, /health /up /healthz status page, ok, version',
  'observability.health-independent':
    'liveness probe, liveness without the database, shallow health check',
  'observability.readiness-honest':
    'readiness probe, deep health check of the database, load balancer',
  'observability.metrics': 'Prometheus metrics, exporter, scrape, counters and histograms',
  'observability.counters-never-fall': 'counters of ended workers, multiprocess metrics',
  'observability.metrics-private':
    'metrics port private, internal network only, allow list, firewall',
}
