fastify.addHook('onRequest', async (request) => {
  if (request.method !== 'GET' || request.headers.authorization !== undefined) {
    await fastify.authenticate(request)
  }
})
