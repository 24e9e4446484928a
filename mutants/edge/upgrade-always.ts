import type { Mutant } from '../mutant.ts'

export const edgeUpgradeAlways: Mutant = {
  id: 'edge-upgrade-always',
  defect: 'Every request is passed on as an upgrade.',
  kills: ['edge.websocket'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/proxy.conf',
      find: 'proxy_set_header Connection $upgrade_or_not;',
      replace: 'proxy_set_header Connection upgrade;',
    },
  ],
}
