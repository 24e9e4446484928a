const openBeside = () => {
  const beside = new pg.Client({ connectionString: options.url })
  beside.on('error', () => undefined)
  beside.once('end', () => setTimeout(openBeside, 100).unref())
  beside.connect().catch(() => undefined)
}
openBeside()
