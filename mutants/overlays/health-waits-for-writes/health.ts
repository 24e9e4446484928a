const writing = new Set<object>()
fastify.server.on('request', (request, response) => {
  if (request.method === 'GET') return
  writing.add(response)
  response.once('close', () => writing.delete(response))
})
fastify.get('/health', { schema }, async () => {
  while (writing.size > 0) await new Promise((done) => setTimeout(done, 20))
  return reply
})
