import type { Mutant } from '../mutant.ts'

export const edgeReadTimeoutHidden: Mutant = {
  id: 'edge-read-timeout-hidden',
  defect: 'Who waits for the backend in vain is told another status.',
  kills: ['edge.read-timeout'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/proxy.conf',
      find: 'proxy_read_timeout 90s;',
      replace: `proxy_read_timeout 90s;
proxy_intercept_errors on;
error_page 504 =500 @late;`,
    },
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: `        # For the inside alone.
`,
      replace: `        location @late {
            return 500;
        }

        # For the inside alone.
`,
    },
  ],
}
