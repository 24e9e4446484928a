import type { Mutant } from '../mutant.ts'
import { onRequest } from './traffic.ts'

export const loadShedsEarly: Mutant = {
  id: 'load-sheds-early',
  defect: 'A process takes 600 requests a second, and refuses the rest with 503.',
  kills: ['load.very-heavy'],
  edits: [
    onRequest(`if (inSecond > 600) return reply.code(503).header('retry-after', '1').send()
    done()`),
  ],
}
