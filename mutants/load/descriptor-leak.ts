import type { Mutant } from '../mutant.ts'
import { onRequest } from './traffic.ts'

export const loadDescriptorLeak: Mutant = {
  id: 'load-descriptor-leak',
  defect: 'One request in four opens a file that is never closed.',
  kills: ['load.soak'],
  edits: [
    onRequest(
      `if (total % 4 === 0) process.getBuiltinModule('node:fs').openSync('/dev/null', 'r')
    done()`,
    ),
  ],
}
