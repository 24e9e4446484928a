import type { Mutant } from '../mutant.ts'

export const limitOfEachProcess: Mutant = {
  id: 'limit-of-each-process',
  defect: 'Each process counts log-ins for itself.',
  kills: ['http.rate-limit-shared'],
  alsoKills: ['http.login-rate-limit', 'http.rate-limit-unspoofable'],
  edits: [
    {
      file: 'reference-app/src/lib/limit-store.ts',
      find: `within(counter.countTry(key, windowMs), timeoutMs, 'Redis').then(`,
      replace: 'Promise.reject<[number, number]>(timeoutMs).then(',
    },
  ],
}
