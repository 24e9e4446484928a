import type { Mutant } from '../mutant.ts'

export const poolRecycleNever: Mutant = {
  id: 'pool-recycle-never',
  defect: 'Connections live for ever.',
  kills: ['pool.recycle'],
  alsoKills: ['configuration.settings-effective'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'maxLifetimeSeconds: options.recycleMs / 1000',
      replace: 'maxLifetimeSeconds: 0',
    },
  ],
}
