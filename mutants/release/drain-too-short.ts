import type { Mutant } from '../mutant.ts'

export const releaseDrainTooShort: Mutant = {
  id: 'release-drain-too-short',
  defect: 'The drain is given up after a second: long requests are cut by the stop.',
  kills: ['release.in-flight-drained', 'release.blue-stops-last'],
  edits: [
    {
      file: 'reference-app/deploy/blue-green/plan.ts',
      find: 'drain: 40',
      replace: 'drain: 1',
    },
  ],
}
