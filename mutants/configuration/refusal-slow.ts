import type { Mutant } from '../mutant.ts'

export const refusalSlow: Mutant = {
  id: 'refusal-slow',
  defect: 'A malformed database URL is refused after six seconds: the rollout waits for it.',
  kills: ['configuration.refusal-clear'],
  edits: [
    {
      file: 'reference-app/src/main.ts',
      find: '  process.exit(refused ? exitConfiguration : 1)',
      replace: `  const slow = process.env.DATABASE_URL === 'not-a-database-url'
  if (slow) await new Promise((resolve) => setTimeout(resolve, 6_000))
  process.exit(refused ? exitConfiguration : 1)`,
    },
  ],
}
