this.pool.on('connect', (client) => {
  client.on('error', () => undefined)
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } })
    .connection
  setTimeout(() => stream.destroy(), options.recycleMs).unref()
})
