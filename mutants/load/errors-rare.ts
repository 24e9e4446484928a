import type { Mutant } from '../mutant.ts'
import { onRequest } from './traffic.ts'

export const loadErrorsRare: Mutant = {
  id: 'load-errors-rare',
  defect: 'From the Medium rate on one request in 200 is answered with 500.',
  kills: ['load.medium', 'load.heavy', 'load.very-heavy', 'load.spike'],
  edits: [
    onRequest(`if (rate > 200 && total % 200 === 0) return reply.code(500).send()
    done()`),
  ],
}
