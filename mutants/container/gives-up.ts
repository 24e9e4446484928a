import type { Mutant } from '../mutant.ts'

export const containerGivesUp: Mutant = {
  id: 'container-gives-up',
  defect: 'A worker that once found no database never looks again.',
  kills: ['container.starts-in-order'],
  edits: [
    {
      file: 'reference-app/src/routes/ready.ts',
      find: "let lastMigrations = 'unknown'",
      replace: `let lastMigrations = 'unknown'
  let hasGivenUp = false`,
    },
    {
      file: 'reference-app/src/routes/ready.ts',
      find: `    try {
      const pending`,
      replace: `    if (hasGivenUp) return { database: 'unavailable', migrations: 'unknown' }
    try {
      const pending`,
    },
    {
      file: 'reference-app/src/routes/ready.ts',
      find: "fastify.log.warn({ exception: error }, 'not ready: the database does not answer')",
      replace: 'hasGivenUp = true',
    },
  ],
}
