if (own === undefined) {
  own = new pg.Client({ connectionString: fastify.settings.DATABASE_URL })
  own.on('error', () => undefined)
  await own.connect()
}
const connection = own
const user = await users.byEmail(
  { query: async (text, values) => (await connection.query(text, [...(values ?? [])])).rows },
  email,
)
