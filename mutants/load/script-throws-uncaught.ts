import type { Mutant } from '../mutant.ts'

export const loadScriptThrowsUncaught: Mutant = {
  id: 'load-script-throws-uncaught',
  defect: 'Every iteration throws, and no counter of the script says so.',
  kills: [],
  blinds: ['load.light'],
  edits: [
    {
      file: 'load/lib/iteration.ts',
      find: `  return (world) => {
`,
      replace: `  return (world) => {
    if (world.records.length >= 0) throw new Error('a bug in the script')
`,
    },
  ],
}
