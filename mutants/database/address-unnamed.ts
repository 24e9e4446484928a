import type { Mutant } from '../mutant.ts'

export const databaseAddressUnnamed: Mutant = {
  id: 'database-address-unnamed',
  defect: 'The log says that the database is away, and not which one.',
  kills: ['database.unreachable-reported', 'operations.drill-database-refused'],
  edits: [
    {
      file: 'reference-app/src/database/redact.ts',
      find: "  return `${host}:${parsed.port || '5432'}${parsed.pathname}`",
      replace: "  return host === '' ? '' : 'its address'",
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'how}`, { cause })',
      replace: 'how}`, { cause: cause ? 1 : 0 })',
    },
  ],
}
