import type { Mutant } from '../mutant.ts'
import { onRequest, rates } from './traffic.ts'

export const loadErrorsRare: Mutant = {
  id: 'load-errors-rare',
  defect: 'At the Medium rate one request in 200 is answered with 500.',
  kills: ['load.medium', 'load.spike'],
  edits: [
    onRequest(`if (${rates.medium} && total % 200 === 0) return reply.code(500).send()
    done()`),
  ],
}
