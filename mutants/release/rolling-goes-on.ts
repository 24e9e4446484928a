import type { Mutant } from '../mutant.ts'

export const releaseRollingGoesOn: Mutant = {
  id: 'release-rolling-goes-on',
  defect: 'An update goes on although its replicas do not start.',
  kills: ['release.rolling-halts'],
  edits: [
    {
      file: 'reference-app/deploy/stack.yml',
      find: `        # A new replica is healthy before an old one goes, so that none is ever missing.
        order: start-first`,
      replace: '        order: stop-first',
    },
    {
      file: 'reference-app/deploy/stack.yml',
      find: 'failure_action: rollback',
      replace: 'failure_action: continue',
    },
  ],
}
