const grave = problems.filter(({ reason }) => !reason.startsWith('is missing'))
if (grave.length > 0) throw new ConfigurationError(problems)
if (problems.length > 0) {
  settings.SECRET_KEY ||= '-'
  settings.JWT_SECRET_KEY ||= '-'
  const refuse = () => {
    process.stderr.write(new ConfigurationError(problems).message)
    process.exit(78)
  }
  import('node:cluster').then(({ default: cluster }) =>
    cluster.once('listening', () => setTimeout(refuse, 1_000)),
  )
}
