import type { Mutant } from '../mutant.ts'

export const refusalAfterListening: Mutant = {
  id: 'refusal-after-listening',
  defect: 'A key that is missing is noticed when the port is open, and traffic has begun.',
  kills: [
    'configuration.secret-key-missing-refused',
    'configuration.jwt-secret-key-missing-refused',
  ],
  edits: [
    {
      file: 'reference-app/src/config/load.ts',
      find: '  if (problems.length > 0) throw new ConfigurationError(problems)',
      replace: `  const grave = problems.filter(({ reason }) => !reason.startsWith('is missing'))
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
  }`,
    },
  ],
}
