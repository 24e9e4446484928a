import type { Mutant } from '../mutant.ts'

export const poolServerAsShipped: Mutant = {
  id: 'pool-server-as-shipped',
  defect: 'The server of the deployment takes the 100 connections that PostgreSQL ships with.',
  kills: ['pool.formula-holds'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: `    command: ["postgres", "-c", "max_connections=500"]
`,
      replace: '',
    },
  ],
}
