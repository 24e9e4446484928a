await request.jwtVerify().catch(() => {
  request.user = fastify.jwt.verify(token, { key: otherKey })
  return request.user
})
