import type { Mutant } from '../mutant.ts'
import { needsAnEdge } from './needs-an-edge.ts'

export const edgeConfigWithoutHttp: Mutant = {
  id: 'edge-config-without-http',
  defect: 'The configuration is a fragment, and mounted as the main file.',
  kills: ['edge.config-valid'],
  blinds: needsAnEdge,
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
