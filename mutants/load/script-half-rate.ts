import type { Mutant } from '../mutant.ts'

export const loadScriptHalfRate: Mutant = {
  id: 'load-script-half-rate',
  defect: "The load script offers half of the row's rate.",
  kills: [],
  blinds: ['load.light'],
  edits: [
    {
      file: 'load/lib/plan.ts',
      find: `  const rate = settings.rate ?? rowOf(name).testRatePerSecond
  const seconds = settings.seconds ?? settings.rowSeconds
`,
      replace: `  const rate = (settings.rate ?? rowOf(name).testRatePerSecond) / 2
  const seconds = settings.seconds ?? settings.rowSeconds
`,
    },
  ],
}
