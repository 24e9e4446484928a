import type { Mutant } from '../mutant.ts'

export const migratesAtStart: Mutant = {
  id: 'harmless-migrates-at-start',
  defect: 'Each worker migrates by itself before it serves.',
  kills: [],
  triedOn: ['database'],
  edits: [
    {
      file: 'reference-app/src/cluster/worker.ts',
      find: '    if (stopping) return\n    await app.listen',
      replace: `    if (stopping) return
    const { migrate } = await import('../commands/migrate.ts')
    await migrate('up').catch(() => undefined)
    await app.listen`,
    },
  ],
}
