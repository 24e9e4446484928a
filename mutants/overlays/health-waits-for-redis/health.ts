fastify.get('/health', { schema }, async () => {
  await fastify.redis.ping()
  return reply
})
