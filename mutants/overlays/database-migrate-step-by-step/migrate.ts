/** Runs the statements of a text one by one, without a transaction. */
function stepwise(client: pg.Client): pg.Client {
  const query = async (text: unknown, ...rest: unknown[]) => {
    const run = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>
    const hasValues = rest.some((value) => value !== undefined)
    if (typeof text !== 'string' || hasValues) return run(text, ...rest)
    if (/^(BEGIN|COMMIT|ROLLBACK);?$/i.test(text.trim())) return run('SELECT 1')
    let last: unknown
    for (const part of text.split(/;\s*\n/)) if (part.trim() !== '') last = await run(part)
    return last
  }
  return new Proxy(client, {
    get: (of, name) => {
      if (name === 'query') return query
      const value = Reflect.get(of, name)
      return typeof value === 'function' ? value.bind(of) : value
    },
  })
}

