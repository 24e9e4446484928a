import type { Mutant } from '../mutant.ts'

export const developmentNoOverflow: Mutant = {
  id: 'development-no-overflow',
  defect: 'Development has the size of the Light row, and none of its overflow.',
  kills: ['configuration.development-starts'],
  edits: [
    {
      file: 'reference-app/src/config/defaults.ts',
      find: "DB_MAX_OVERFLOW: '10',",
      replace: "DB_MAX_OVERFLOW: '0',",
    },
  ],
}
