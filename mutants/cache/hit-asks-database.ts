import type { Mutant } from '../mutant.ts'

export const cacheHitAsksDatabase: Mutant = {
  id: 'cache-hit-asks-database',
  defect: 'Every permission check looks into the database, cached or not.',
  kills: ['cache.hit-spares-database'],
  // What waits for the database says nothing of loads any more.
  blinds: ['cache.stampede'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/permissions.ts',
      find: `    if (granted !== undefined) return granted
`,
      replace: `    await companies.exists(db, companyId)
    if (granted !== undefined) return granted
`,
    },
  ],
}
