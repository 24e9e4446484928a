import type { Mutant } from '../mutant.ts'

export const secretEncoded: Mutant = {
  id: 'secret-encoded',
  defect: 'The log tells a key in base64, where no search for the key finds it.',
  kills: ['configuration.secrets-not-exposed'],
  edits: [
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: 'this.log.info({ workers: WORKERS,',
      replace: `const key = Buffer.from(this.settings.SECRET_KEY).toString('base64')
    this.log.info({ key, workers: WORKERS,`,
    },
  ],
}
