import type { Mutant } from '../mutant.ts'

export const poolTimeoutBeginsAnew: Mutant = {
  id: 'pool-timeout-begins-anew',
  defect: 'With each newcomer the time of all who wait begins anew.',
  kills: ['pool.timeout', 'pool.exhaustion-contained'],
  edits: [
    {
      file: 'reference-app/src/database/slots.ts',
      find: 'this.line.add(waiter)',
      replace: `for (const other of this.line) Object(other).timer.refresh()
      this.line.add(Object.assign(waiter, { timer }))`,
    },
  ],
}
