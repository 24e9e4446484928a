import type { Mutant } from '../mutant.ts'
import { onRequest } from './traffic.ts'

export const loadMemoryLeak: Mutant = {
  id: 'load-memory-leak',
  defect: 'A process keeps 150 kB of every request.',
  kills: ['load.soak'],
  edits: [
    onRequest(
      `kept.push(Buffer.alloc(150_000, request.id))
    done()`,
      'const kept: Buffer[] = []',
    ),
  ],
}
