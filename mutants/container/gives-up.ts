import type { Mutant } from '../mutant.ts'

export const containerGivesUp: Mutant = {
  id: 'container-gives-up',
  defect: 'A worker that found no database when it started never looks again.',
  kills: ['container.starts-in-order'],
  edits: [
    {
      file: 'reference-app/src/routes/ready.ts',
      find: "let lastMigrations = 'unknown'",
      replace: `let lastMigrations = 'unknown'
  const looked = fastify.pendingMigrations()
  const hasGivenUp = await looked.then(() => false, () => true)`,
    },
    {
      file: 'reference-app/src/routes/ready.ts',
      find: `    try {
      const pending`,
      replace: `    if (hasGivenUp) return { database: 'unavailable', migrations: 'unknown' }
    try {
      const pending`,
    },
  ],
}
