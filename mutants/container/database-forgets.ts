import type { Mutant } from '../mutant.ts'

export const containerDatabaseForgets: Mutant = {
  id: 'container-database-forgets',
  defect: 'The data of the database goes with its container.',
  kills: ['container.data-survives'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: `    volumes:
      - postgres-data:/var/lib/postgresql/data
`,
      replace: '',
    },
  ],
}
