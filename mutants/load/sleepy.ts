import type { Mutant } from '../mutant.ts'
import { onRequest, rates } from './traffic.ts'

export const loadSleepy: Mutant = {
  id: 'load-sleepy',
  defect: 'At the Light rate one request in ten waits for half a second.',
  kills: ['load.light'],
  blinds: ['load.spike'],
  edits: [onRequest(`setTimeout(done, ${rates.light} && total % 10 === 0 ? 600 : 0)`)],
}
