import type { Mutant } from '../mutant.ts'

export const databaseOtherwise: Mutant = {
  id: 'harmless-database-otherwise',
  defect:
    'No start while migrations are pending; a migrator gives up at once; other words for slow queries.',
  kills: [],
  triedOn: ['database'],
  edits: [
    {
      file: 'reference-app/src/cluster/worker.ts',
      find: '    if (stopping) return\n    await app.listen',
      replace: `    if (stopping) return
    if ((await app.pendingMigrations().catch(() => []))?.length) {
      return sendToPrimary({ type: 'listen-failed', message: 'migrations are pending' })
    }
    await app.listen`,
    },
    {
      file: 'reference-app/src/commands/migrate.ts',
      find: 'tries >= attemptsMax',
      replace: 'tries >= attemptsMax / attemptsMax',
    },
    {
      file: 'reference-app/src/commands/current.ts',
      find: "console.log(names[0]?.name ?? 'none')",
      replace: "console.log(`${names[0]?.name ?? 'base'} (newest applied)`)",
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: '{ duration_ms: durationMs, query: text }, `slow query: ${durationMs} ms`',
      replace: '{ statement: text }, `statement took ${(durationMs / 1000).toFixed(1)} s`',
    },
    {
      file: 'preflight.config.ts',
      find: `    backup: (file) => run('bash', ['reference-app/deploy/backup', file]),
    restore: (file) => run('bash', ['reference-app/deploy/restore', file]),
`,
      replace: '',
    },
  ],
}
