import type { Mutant } from '../mutant.ts'

export const releaseDrainSkipped: Mutant = {
  id: 'release-drain-skipped',
  defect: 'Blue is told to stop as soon as traffic is switched, whatever it has in hand.',
  kills: ['release.in-flight-drained', 'release.blue-stops-last'],
  edits: [
    {
      file: 'reference-app/deploy/blue-green/procedure.ts',
      find: 'const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]',
      replace: 'const forward: readonly Step[] = [start, migrate, health, switchOver, stop]',
    },
  ],
}
