import type { Mutant } from '../mutant.ts'

export const limitForGood: Mutant = {
  id: 'limit-for-good',
  defect:
    'The window of the log-in limit begins anew with each try, and ends for nobody who goes on.',
  kills: ['http.login-rate-limit'],
  edits: [
    {
      file: 'reference-app/src/lib/limit-store.ts',
      find: `if current == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end`,
      replace: `redis.call('PEXPIRE', KEYS[1], ARGV[1] * 60)`,
    },
  ],
}
