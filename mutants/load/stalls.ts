import type { Mutant } from '../mutant.ts'
import { onRequest, rates } from './traffic.ts'

export const loadStalls: Mutant = {
  id: 'load-stalls',
  defect: 'At the Heavy rate a process stands still for a second, once in three.',
  kills: ['load.heavy'],
  edits: [
    onRequest(
      `if (${rates.heavy} && Date.now() > next) {
      next = Date.now() + 3000
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
    }
    done()`,
      'let next = 0',
    ),
  ],
}
