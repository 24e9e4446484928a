import type { Mutant } from '../mutant.ts'
import { everyRefusal } from './refusals.ts'

export const refusalExitsZero: Mutant = {
  id: 'refusal-exits-zero',
  defect: 'A refused start exits with 0: the orchestrator takes it for done.',
  kills: everyRefusal,
  edits: [
    {
      file: 'reference-app/src/main.ts',
      find: 'process.exit(refused ? exitConfiguration : 1)',
      replace: 'process.exit(refused ? 0 : 1)',
    },
  ],
}
