import type { Mutant } from '../mutant.ts'
import { lasting, onRequest, rates } from './traffic.ts'

const { code, state } = lasting(rates.medium)

export const loadSpikeNoRecovery: Mutant = {
  id: 'load-spike-no-recovery',
  defect: 'After a spike a process takes half a second for each request, for a minute.',
  kills: ['load.spike'],
  edits: [
    onRequest(
      `${code}    if (streak >= 2) until = Date.now() + 60_000
    setTimeout(done, ${rates.light} && Date.now() < until ? 500 : 0)`,
      `${state}
  let until = 0`,
    ),
  ],
}
