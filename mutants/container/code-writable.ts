import type { Mutant } from '../mutant.ts'

export const containerCodeWritable: Mutant = {
  id: 'container-code-writable',
  defect: 'The code belongs to the account that serves.',
  kills: ['container.non-root'],
  edits: [
    {
      file: 'reference-app/deploy/Dockerfile',
      find: 'COPY reference-app/src reference-app/src',
      replace: 'COPY --chown=1000:1000 reference-app/src reference-app/src',
    },
  ],
}
