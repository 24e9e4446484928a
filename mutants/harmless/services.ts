/** Other uses of the database, Redis and the edge, of a correct backend. */
import { defineMutants, edit, insertAfter, insertBefore, overlay } from '../mutant.ts'
import {
  cache,
  composeFile,
  currentCommand,
  migrateCommand,
  nginxConf,
  pool,
  proxyConf,
  rateLimit,
  targetConfig,
  worker,
} from '../paths.ts'
import { timeoutInMs, ttlInMinutes } from '../units.ts'

export const otherServices = defineMutants('harmless', {
  'harmless-cache-otherwise': {
    defect:
      'Entries are encoded otherwise, expire a little earlier by chance, and are cleared in small steps; a Redis alone.',
    kills: [],
    triedOn: ['cache'],
    edits: [
      edit(
        cache,
        'const value = JSON.stringify(loaded)',
        'const value = JSON.stringify({ of: loaded })',
      ),
      edit(cache, 'return JSON.parse(value) as T', 'return JSON.parse(value).of as T'),
      edit(
        cache,
        `value,
        ttlSeconds,`,
        `value,
        Math.ceil(ttlSeconds * (0.9 + Math.random() / 10)),`,
      ),
      edit(cache, "'COUNT', 500", "'COUNT', 100"),
      edit(targetConfig, "redisUse: 'keys'", "redisUse: 'all'"),
    ],
  },
  'harmless-in-other-units': {
    defect: 'A timeout is in milliseconds, a lifetime in minutes, and the config says so.',
    kills: [],
    triedOn: ['cache.permission-ttl', 'cache.ttl-bounds-staleness', 'pool.timeout'],
    edits: [
      ...timeoutInMs,
      ...ttlInMinutes,
      insertBefore(
        targetConfig,
        'knownDefaults: {',
        "units: { poolTimeout: 'ms', permissionCacheTtl: 'min' },",
      ),
    ],
  },
  'harmless-database-otherwise': {
    defect:
      'No start while migrations are pending; a migrator gives up at once; other words for slow queries.',
    kills: [],
    triedOn: ['database'],
    edits: [
      insertBefore(
        worker,
        'await app.listen',
        `if ((await app.pendingMigrations().catch(() => []))?.length) {
  return sendToPrimary({ type: 'listen-failed', message: 'migrations are pending' })
}`,
      ),
      edit(migrateCommand, 'tries >= attemptsMax', 'tries >= attemptsMax / attemptsMax'),
      edit(
        currentCommand,
        "console.log(names[0]?.name ?? 'none')",
        "console.log(`${names[0]?.name ?? 'base'} (newest applied)`)",
      ),
      edit(
        pool,
        '{ duration_ms: durationMs, query: text }, `slow query: ${durationMs} ms`',
        '{ statement: text }, `statement took ${(durationMs / 1000).toFixed(1)} s`',
      ),
      edit(
        targetConfig,
        `    backup: (file) => run('bash', ['reference-app/deploy/backup', file]),
    restore: (file) => run('bash', ['reference-app/deploy/restore', file]),
`,
        '',
      ),
    ],
  },
  'harmless-edge-with-a-page': {
    defect: 'The edge has a page of its own, and the backend is below two prefixes.',
    kills: [],
    triedOn: ['edge'],
    edits: [
      edit(
        nginxConf,
        `        location / {
            proxy_pass http://$live_backend:8000;
        }
`,
        `        location / {
            root /usr/share/nginx/html;
            try_files $uri $uri/ =404;
        }

        location /api/ {
            set $up $live_backend;
            proxy_pass http://$up:8000$request_uri;
        }

        location ~ ^/(ready|docs)$ {
            proxy_pass $scheme://$live_backend:8000;
        }
`,
      ),
    ],
  },
  'harmless-edge-otherwise': {
    defect:
      'The edge is a fragment, adds headers where the backend sent none, and appends clients to lists.',
    kills: [],
    triedOn: ['edge'],
    edits: [
      edit(
        composeFile,
        './nginx/nginx.conf:/etc/nginx/nginx.conf:ro',
        './nginx/nginx.conf:/etc/nginx/conf.d/api.conf:ro',
      ),
    ],
    files: [
      'reference-app/deploy/nginx/nginx.conf',
      'reference-app/deploy/nginx/edge/our-tls.conf',
    ],
  },
  'harmless-clients-appended': {
    defect: 'The edge appends its client to the list that came, and redirects with 308.',
    kills: [],
    triedOn: ['edge', 'http'],
    edits: [
      edit(
        proxyConf,
        'proxy_set_header X-Forwarded-For $remote_addr;',
        'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
      ),
      edit(nginxConf, 'return 301 https://', 'return 308 https://'),
    ],
  },
  'harmless-limited-altogether': {
    defect: 'Every client may send 30 requests a second; the config says how to lift that.',
    kills: [],
    triedOn: ['http'],
    edits: [
      insertBefore(
        rateLimit,
        'await fastify.register(rateLimit, {',
        overlay('harmless-limited-altogether/limit.part.ts'),
      ),
      insertAfter(
        targetConfig,
        "endpoints: { health: '/health', ready: '/ready', metrics: '/metrics' },",
        "rateLimits: { lifted: { REQUESTS_PER_SECOND: '0' } },",
      ),
    ],
  },
  'harmless-migrates-at-start': {
    defect: 'Each worker migrates by itself before it serves.',
    kills: [],
    triedOn: ['database'],
    edits: [
      insertBefore(
        worker,
        'await app.listen',
        `const { migrate } = await import('../commands/migrate.ts')
await migrate('up').catch(() => undefined)`,
      ),
    ],
  },
  'harmless-migrations-otherwise': {
    defect:
      'A migration seeds random ids and hashes, and a scheduler makes its table at the start.',
    kills: [],
    triedOn: ['database'],
    edits: [
      insertAfter(
        worker,
        `try {
    const app = await starting`,
        overlay('scheduler-table/worker.ts'),
      ),
    ],
    files: ['reference-app/migrations/005_plans.sql'],
  },
  'harmless-pool-otherwise': {
    defect:
      'The connection of a client that went away is closed, and the pool status is half a second old.',
    kills: [],
    triedOn: ['pool'],
    edits: [
      edit(
        pool,
        'this.release(client, broken)',
        `const gone = requestContext.getStore()?.isClientGone() === true
      this.release(client, broken || gone)`,
      ),
      edit(pool, 'status(): PoolStatus {', overlay('harmless-pool-otherwise/pool.part.ts')),
    ],
  },
})
