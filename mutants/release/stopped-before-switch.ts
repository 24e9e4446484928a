import type { Mutant } from '../mutant.ts'

export const releaseStoppedBeforeSwitch: Mutant = {
  id: 'release-stopped-before-switch',
  defect: 'Blue is stopped before traffic is switched: for a moment nobody serves.',
  kills: [
    'release.blue-green-lossless',
    'release.in-flight-drained',
    'release.rollback-lossless',
    'release.blue-stops-last',
  ],
  edits: [
    {
      file: 'reference-app/deploy/blue-green/procedure.ts',
      find: 'const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]',
      replace: 'const forward: readonly Step[] = [start, migrate, health, stop, switchOver]',
    },
    {
      file: 'reference-app/deploy/blue-green/procedure.ts',
      find: 'const back: readonly Step[] = [start, health, switchOver, drain, stop]',
      replace: 'const back: readonly Step[] = [start, health, stop, switchOver]',
    },
  ],
}
