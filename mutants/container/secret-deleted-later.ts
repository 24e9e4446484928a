import type { Mutant } from '../mutant.ts'

export const containerSecretDeletedLater: Mutant = {
  id: 'container-secret-deleted-later',
  defect: 'A key is written into one layer and deleted by the next.',
  kills: ['container.image-clean'],
  edits: [
    {
      file: 'reference-app/deploy/Dockerfile',
      find: `USER 1000:1000
`,
      replace: `RUN echo 'SECRET_KEY=q7Zk2mV9xT4bN8wR1cY6uJ3hL5pD0sGf' > build-settings
RUN rm build-settings
USER 1000:1000
`,
    },
  ],
}
