let own: Promise<pg.Client> | undefined
const open = async () => {
  const client = new pg.Client({ connectionString: fastify.settings.DATABASE_URL })
  client.on('error', () => undefined)
  await client.connect()
  return client
}
