import type { Mutant } from '../mutant.ts'

export const corsByEnding: Mutant = {
  id: 'cors-by-ending',
  defect: 'An origin is allowed whose name ends as a listed one does.',
  kills: ['http.cors-denied'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/cors.ts',
      find: '.map((entry) => entry.toLowerCase()),',
      replace: `.map(
      (entry) => new RegExp(\`\${entry.replace(/^https:\\/\\//, '')}$\`),
    ),`,
    },
  ],
}
