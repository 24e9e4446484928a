import type { Mutant } from '../mutant.ts'

export const edgeConfigWithoutHttp: Mutant = {
  id: 'edge-config-without-http',
  defect: 'The configuration is a fragment, and mounted as the main file.',
  kills: ['edge.config-valid'],
  blinds: [
    'edge.https-redirect',
    'edge.tls-versions',
    'edge.tls-ciphers',
    'edge.certificate',
    'edge.security-headers',
    'edge.forwarded',
    'edge.websocket',
    'edge.read-timeout',
    'edge.health-unlogged',
    'edge.follows-replacement',
    'edge.upstream-down',
  ],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: `events {
    worker_connections 4096;
}

http {
`,
      replace: '',
    },
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: `            return 404;
        }
    }
}
`,
      replace: `            return 404;
        }
    }
`,
    },
  ],
}
