import type { Mutant } from '../mutant.ts'

export const releaseFailureExitsZero: Mutant = {
  id: 'release-failure-exits-zero',
  defect: 'A release that was given up ends with exit code 0.',
  kills: ['release.order-enforced'],
  edits: [
    {
      file: 'reference-app/deploy/blue-green/procedure.ts',
      find: 'const exits = { ok: 0, failed: 1,',
      replace: 'const exits = { ok: 0, failed: 0,',
    },
  ],
}
