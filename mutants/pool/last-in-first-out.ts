import type { Mutant } from '../mutant.ts'

export const poolLastInFirstOut: Mutant = {
  id: 'pool-last-in-first-out',
  defect: 'A free connection goes to whoever came last.',
  kills: ['pool.fair'],
  edits: [
    {
      file: 'reference-app/src/database/slots.ts',
      find: 'const [first] = this.line',
      replace: 'const first = [...this.line].at(-1)',
    },
  ],
}
