import type { Mutant } from '../mutant.ts'

export const secretInArguments: Mutant = {
  id: 'secret-in-arguments',
  defect: 'Workers get a key as an argument: whoever may list processes reads it.',
  kills: ['configuration.secrets-not-exposed'],
  edits: [
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: 'const worker = cluster.fork()',
      replace: `cluster.setupPrimary({ args: ['--key', this.settings.SECRET_KEY] })
    const worker = cluster.fork()`,
    },
  ],
}
