import type { Mutant } from '../mutant.ts'

export const containerAsRoot: Mutant = {
  id: 'container-as-root',
  defect: 'The image has no user of its own: the backend runs as root.',
  kills: ['container.non-root'],
  edits: [
    {
      file: 'reference-app/deploy/Dockerfile',
      find: `USER 1000:1000
`,
      replace: '',
    },
  ],
}
