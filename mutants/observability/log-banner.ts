import type { Mutant } from '../mutant.ts'

export const logBanner: Mutant = {
  id: 'log-banner',
  defect: 'The first thing that is printed is a banner for people.',
  kills: ['observability.logs-structured'],
  edits: [
    {
      file: 'reference-app/src/main.ts',
      find: 'const settings = loadSettings(process.env)',
      replace: `const settings = loadSettings(process.env)
  if (cluster.isPrimary) console.log('*** reference-app ***')`,
    },
  ],
}
