import type { Mutant } from '../mutant.ts'

export const containerCompilerLeft: Mutant = {
  id: 'container-compiler-left',
  defect: 'The final image still has a compiler.',
  kills: ['container.image-compiler-free'],
  edits: [
    {
      file: 'reference-app/deploy/Dockerfile',
      find: `USER 1000:1000
`,
      replace: `RUN ln -s /bin/true /usr/local/bin/gcc
USER 1000:1000
`,
    },
  ],
}
