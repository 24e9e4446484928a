import type { Mutant } from '../mutant.ts'

export const loadScriptThrows: Mutant = {
  id: 'load-script-throws',
  defect: 'Every iteration of the load script throws before it sends anything.',
  kills: [],
  blinds: ['load.light'],
  edits: [
    {
      file: 'load/lib/mix.ts',
      find: `  const turn = turns[index % turns.length] as Choice
`,
      replace: `  const turn = turns[index % turns.length] as Choice
  if (index >= 0) throw new Error('a bug in the script')
`,
    },
  ],
}
