import type { Mutant } from '../mutant.ts'

export const poolWithoutRetryAfter: Mutant = {
  id: 'pool-without-retry-after',
  defect: 'A refusal does not say when to come back.',
  kills: ['pool.timeout'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: "if (status === 503) reply.header('retry-after', retryAfterSeconds)",
      replace: '',
    },
  ],
}
