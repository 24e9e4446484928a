const { db, cache, settings } = fastify
const second = new Database(
  {
    url: settings.DATABASE_URL,
    size: settings.DB_POOL_SIZE,
    maxOverflow: settings.DB_MAX_OVERFLOW,
    timeoutMs: settings.DB_POOL_TIMEOUT * 1000,
    recycleMs: settings.DB_POOL_RECYCLE * 1000,
    slowQueryMs: settings.SLOW_QUERY_MS,
    applicationName: 'reference-app companies',
  },
  fastify.log as never,
)
