import type { Mutant } from '../mutant.ts'

export const containerDatabasePublished: Mutant = {
  id: 'container-database-published',
  defect: 'The database answers the network.',
  kills: ['container.compose-valid'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: `    networks: [database]
    healthcheck:
      test: ["CMD-SHELL"`,
      replace: `    ports: ["5432:5432"]
    networks: [database]
    healthcheck:
      test: ["CMD-SHELL"`,
    },
  ],
}
