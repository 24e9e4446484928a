import type { Mutant } from '../mutant.ts'
import { lasting, onRequest } from './traffic.ts'

const { code, state } = lasting('rate > 180')

export const loadErrorsRare: Mutant = {
  id: 'load-errors-rare',
  defect: 'Where the Medium rate or more lasts, one request in 20 is answered with 500.',
  kills: ['load.medium', 'load.heavy', 'load.very-heavy', 'load.spike'],
  edits: [
    onRequest(
      `${code}
    if (streak >= 2 && total % 20 === 0) return reply.code(500).send()
    done()`,
      state,
    ),
  ],
}
