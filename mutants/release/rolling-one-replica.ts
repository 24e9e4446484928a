import type { Mutant } from '../mutant.ts'

export const releaseRollingOneReplica: Mutant = {
  id: 'release-rolling-one-replica',
  defect: 'The one replica that there is stops before the next one starts.',
  kills: ['release.rolling-lossless'],
  alsoKills: ['release.rolling-halts'],
  edits: [
    { file: 'reference-app/deploy/stack.yml', find: 'replicas: 2', replace: 'replicas: 1' },
    {
      file: 'reference-app/deploy/stack.yml',
      find: `        # A new replica is healthy before an old one goes, so that none is ever missing.
        order: start-first`,
      replace: '        order: stop-first',
    },
  ],
}
