if (cluster.isPrimary) {
  const { createServer } = await import('node:net')
  const held = new Set<import('node:net').Socket>()
  const early = createServer({ pauseOnConnect: true }, (socket) => held.add(socket))
  early.listen(Number(process.env.PORT ?? 0), process.env.HOST)
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  await new Promise((resolve) => {
    early.close(resolve)
    for (const socket of held) socket.destroy()
  })
}
