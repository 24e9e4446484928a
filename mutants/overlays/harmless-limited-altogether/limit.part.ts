const most = Number(process.env.REQUESTS_PER_SECOND ?? 30)
const seen = new Map<string, { second: number; count: number }>()
fastify.addHook('onRequest', async (request, reply) => {
  const second = Math.floor(Date.now() / 1_000)
  const before = seen.get(request.ip)
  const count = before?.second === second ? before.count + 1 : 1
  seen.set(request.ip, { second, count })
  if (most === 0 || count <= most) return
  reply.header('retry-after', 1)
  throw new TooManyRequestsError('not so fast')
})
