import type { Mutant } from '../mutant.ts'

export const edgeUpgradeNotPassedOn: Mutant = {
  id: 'edge-upgrade-not-passed-on',
  defect: 'An upgrade ends at the edge.',
  kills: ['edge.websocket'],
  // No socket opens, so nobody sees how one ends.
  blinds: ['release.websocket-drained'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/proxy.conf',
      find: `proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection $upgrade_or_not;
`,
      replace: `proxy_set_header Connection "";
`,
    },
  ],
}
