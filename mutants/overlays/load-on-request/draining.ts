let [second, inSecond, rate, total] = [0, 0, 0, 0]
/* state */
fastify.addHook('onRequest', (request, reply, done) => {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) {
    rate = now === second + 1 ? inSecond : 0
    second = now
    inSecond = 0
  }
  inSecond += 1
  total += 1
  /* code */
})
