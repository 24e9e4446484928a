import type { Mutant } from '../mutant.ts'
import { needsAnEdge } from './needs-an-edge.ts'

export const edgeConfigNotClosed: Mutant = {
  id: 'edge-config-not-closed',
  defect: 'A block of the configuration is not closed.',
  kills: ['edge.config-valid'],
  blinds: needsAnEdge,
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
