import type { Mutant } from '../mutant.ts'

export const releaseCutOff: Mutant = {
  id: 'release-cut-off',
  defect: 'Blue is told to stop at the moment of the switch, and ends at once.',
  kills: [
    'release.blue-green-lossless',
    'release.rollback-lossless',
    'release.in-flight-drained',
    'release.blue-stops-last',
    'release.websocket-drained',
  ],
  alsoKills: ['container.graceful-stop'],
  edits: [
    {
      file: 'reference-app/deploy/blue-green/procedure.ts',
      find: 'const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]',
      replace: 'const forward: readonly Step[] = [start, migrate, health, switchOver, stop]',
    },
    {
      file: 'reference-app/deploy/blue-green/procedure.ts',
      find: 'const back: readonly Step[] = [start, health, switchOver, drain, stop]',
      replace: 'const back: readonly Step[] = [start, health, switchOver, stop]',
    },
    {
      file: 'reference-app/deploy/blue-green/steps.ts',
      find: '    await verify(site)\n',
      replace: '',
    },
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: 'this.end(0)',
      replace: 'this.killAll()\n    process.exit(0)',
    },
  ],
}
