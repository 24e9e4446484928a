/** Defects of the load script, which must not let a row pass. */
import { defineMutants, edit, insertAfter } from '../mutant.ts'

export const scripts = defineMutants('load', {
  'load-script-half-rate': {
    defect: "The load script offers half of the row's rate.",
    kills: [],
    blinds: ['load.light'],
    edits: [
      edit(
        'load/lib/plan.ts',
        `const rate = settings.rate ?? rowOf(name).testRatePerSecond
  const seconds = settings.seconds ?? settings.rowSeconds`,
        `const rate = (settings.rate ?? rowOf(name).testRatePerSecond) / 2
  const seconds = settings.seconds ?? settings.rowSeconds`,
      ),
    ],
  },
  'load-script-tag-mistyped': {
    defect: 'The thresholds of the load script ask about a phase that does not exist.',
    kills: [],
    blinds: ['load.light'],
    edits: [
      edit(
        'load/lib/options.ts',
        'const tag = `scenario:load,phase:${phase.name}`',
        'const tag = `scenario:load,phase:${phase.name}s`',
      ),
    ],
  },
  'load-script-throws': {
    defect: 'Every iteration of the load script throws before it sends anything.',
    kills: [],
    blinds: ['load.light'],
    edits: [
      insertAfter(
        'load/lib/mix.ts',
        'const turn = turns[index % turns.length] as Choice',
        "if (index >= 0) throw new Error('a bug in the script')",
      ),
    ],
  },
  'load-script-throws-uncaught': {
    defect: 'Every iteration throws, and no counter of the script says so.',
    kills: [],
    blinds: ['load.light'],
    edits: [
      insertAfter(
        'load/lib/iteration.ts',
        'return (world) => {',
        "  if (world.records.length >= 0) throw new Error('a bug in the script')",
      ),
    ],
  },
})
