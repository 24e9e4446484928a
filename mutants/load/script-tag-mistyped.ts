import type { Mutant } from '../mutant.ts'

export const loadScriptTagMistyped: Mutant = {
  id: 'load-script-tag-mistyped',
  defect: 'The thresholds of the load script ask about a phase that does not exist.',
  kills: [],
  blinds: ['load.light'],
  edits: [
    {
      file: 'load/lib/options.ts',
      find: 'const tag = `scenario:load,phase:${phase.name}`',
      replace: 'const tag = `scenario:load,phase:${phase.name}s`',
    },
  ],
}
