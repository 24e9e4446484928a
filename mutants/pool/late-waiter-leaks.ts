import type { Mutant } from '../mutant.ts'

export const poolLateWaiterLeaks: Mutant = {
  id: 'pool-late-waiter-leaks',
  defect: 'Who gave up waiting stays in line, and keeps the connection whose turn comes.',
  kills: ['pool.recovers'],
  blinds: ['pool.fair'],
  edits: [
    {
      file: 'reference-app/src/database/slots.ts',
      find: 'const late = settle(() => reject(new PoolTimeoutError()))',
      replace: `const late = () => {
        stopListening?.()
        reject(new PoolTimeoutError())
      }`,
    },
  ],
}
