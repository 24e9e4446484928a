fastify.get('/health', { schema }, async () => {
  await fastify.db.query('SELECT 1')
  return reply
})
