import type { Mutant } from '../mutant.ts'

export const releaseRollbackStopsFirst: Mutant = {
  id: 'release-rollback-stops-first',
  defect: 'The way back stops green before blue serves again.',
  kills: ['release.rollback-lossless'],
  edits: [
    {
      file: 'reference-app/deploy/blue-green/procedure.ts',
      find: 'const back: readonly Step[] = [start, health, switchOver, drain, stop]',
      replace: 'const back: readonly Step[] = [stop, start, health, switchOver]',
    },
  ],
}
