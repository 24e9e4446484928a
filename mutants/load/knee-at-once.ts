import type { Mutant } from '../mutant.ts'
import { onRequest } from './traffic.ts'

export const loadKneeAtOnce: Mutant = {
  id: 'load-knee-at-once',
  defect: 'At half of the Light rate every other request waits for half a second.',
  kills: ['load.headroom'],
  edits: [onRequest('setTimeout(done, rate > 12 && rate < 30 && total % 2 === 0 ? 500 : 0)')],
}
