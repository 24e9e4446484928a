import type { Mutant } from '../mutant.ts'

export const edgeConfigNotClosed: Mutant = {
  id: 'edge-config-not-closed',
  defect: 'A block of the configuration is not closed.',
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
