import type { Mutant } from '../mutant.ts'

export const containerEnvironmentFileCopied: Mutant = {
  id: 'container-environment-file-copied',
  defect: 'The environment file of a developer is copied with the code.',
  kills: ['container.image-clean'],
  files: {
    'reference-app/src/.env': `LOG_LEVEL=DEBUG
`,
  },
}
