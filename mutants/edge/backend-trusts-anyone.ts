import type { Mutant } from '../mutant.ts'

export const edgeBackendTrustsAnyone: Mutant = {
  id: 'edge-backend-trusts-anyone',
  defect: 'The backend takes everybody for a proxy.',
  kills: ['edge.forwarded'],
  alsoKills: ['configuration.settings-effective'],
  edits: [
    {
      file: 'reference-app/src/server.ts',
      find: 'trustProxy: commaList(settings.TRUSTED_PROXIES)',
      replace: 'trustProxy: true',
    },
    {
      file: 'reference-app/src/server.ts',
      find: `import { commaList } from './config/lists.ts'
`,
      replace: '',
    },
  ],
}
