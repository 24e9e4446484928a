import type { Mutant } from '../mutant.ts'

export const checkWithoutRedis: Mutant = {
  id: 'check-without-redis',
  defect: 'The check command does not try Redis.',
  kills: ['operations.system-check'],
  edits: [
    {
      file: 'reference-app/src/commands/check.ts',
      find: `    await finding('redis', redis),
`,
      replace: '',
    },
  ],
}
