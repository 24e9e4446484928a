import type { Mutant } from '../mutant.ts'
import { lasting, onRequest, rates } from './traffic.ts'

const { code, state } = lasting(rates.medium)

export const loadSpikeCrash: Mutant = {
  id: 'load-spike-crash',
  defect: 'A process that gets five times its traffic for two seconds ends.',
  kills: ['load.spike'],
  alsoKills: ['load.medium'],
  edits: [
    onRequest(
      `${code}    if (streak >= 2) process.exit(1)
    done()`,
      state,
    ),
  ],
}
