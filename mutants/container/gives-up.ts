import type { Mutant } from '../mutant.ts'

export const containerGivesUp: Mutant = {
  id: 'container-gives-up',
  defect: 'A worker that has no database within 3 s of its start never looks again.',
  kills: ['container.starts-in-order'],
  edits: [
    {
      file: 'reference-app/src/routes/ready.ts',
      find: "let lastMigrations = 'unknown'",
      replace: `let lastMigrations = 'unknown'
  const looked = fastify.pendingMigrations().then(() => false, () => true)
  const late = new Promise<boolean>((giveUp) => setTimeout(giveUp, 3_000, true))
  const hasGivenUp = await Promise.race([looked, late])`,
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
