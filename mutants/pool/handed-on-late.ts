import type { Mutant } from '../mutant.ts'

export const poolHandedOnLate: Mutant = {
  id: 'pool-handed-on-late',
  defect: 'A free connection is handed on to the next in line only 20 ms later.',
  kills: ['pool.queueing-predicted'],
  blinds: ['pool.fair'],
  edits: [
    {
      file: 'reference-app/src/database/slots.ts',
      find: 'else first.admit()',
      replace: `else setTimeout(() => (this.line.has(first) ? first.admit() : this.give()), 20)`,
    },
  ],
}
