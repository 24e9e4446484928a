/** Rolling updates of a Swarm service. */
import { defineMutants, edit } from '../mutant.ts'

const swarmStack = 'reference-app/deploy/stack.yml'

export const rolling = defineMutants('release', {
  'release-rolling-one-replica': {
    defect: 'The one replica that there is stops before the next one starts.',
    kills: ['release.rolling-lossless'],
    alsoKills: ['release.rolling-halts'],
    edits: [
      edit(swarmStack, 'replicas: 2', 'replicas: 1'),
      edit(
        swarmStack,
        `# A new replica is healthy before an old one goes, so that none is ever missing.
        order: start-first`,
        'order: stop-first',
      ),
    ],
  },
  'release-rolling-all-at-once': {
    defect: 'All replicas are updated at once, each stopped before the next one starts.',
    kills: ['release.rolling-lossless'],
    alsoKills: ['release.rolling-halts'],
    edits: [
      edit(
        swarmStack,
        `# A new replica is healthy before an old one goes, so that none is ever missing.
        order: start-first
        parallelism: 1`,
        `order: stop-first
        parallelism: 0`,
      ),
    ],
  },
  'release-rolling-goes-on': {
    defect: 'An update goes on although its replicas do not start.',
    kills: ['release.rolling-halts'],
    edits: [
      edit(
        swarmStack,
        `# A new replica is healthy before an old one goes, so that none is ever missing.
        order: start-first`,
        'order: stop-first',
      ),
      edit(swarmStack, 'failure_action: rollback', 'failure_action: continue'),
    ],
  },
  'release-rolling-looks-away': {
    defect: 'A replica that crashes some seconds after its start is no failure of the update.',
    kills: ['release.rolling-halts'],
    edits: [
      edit(
        swarmStack,
        `# Longer than a health check takes to notice a replica that fails after its start.
        monitor: 120s
        `,
        '',
      ),
    ],
  },
})
