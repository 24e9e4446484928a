import type { Mutant } from '../mutant.ts'

export const edgeAliasTraversal: Mutant = {
  id: 'edge-alias-traversal',
  defect: 'Files beside a folder that is served can be read.',
  kills: ['edge.config-valid'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: `        # For the inside alone.
`,
      replace: `        location /static {
            alias /srv/static/;
        }

        # For the inside alone.
`,
    },
  ],
}
