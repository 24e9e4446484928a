/** Which folder may import which: the tidy test enforces it, docs/import-rules.md shows it. */

/** What the files of each top-level folder may import of ours, besides their own folder. */
export const folders: Record<string, readonly string[]> = {
  guide: [],
  'reference-app': [],
  load: ['guide/tuning-table.ts', 'gate/contract/contract.ts', 'gate/contract/wire.ts'],
  gate: ['guide/'],
  suites: ['gate/', 'guide/'],
  mutants: ['gate/', 'guide/', 'reference-app/'],
  scripts: ['gate/', 'guide/', 'mutants/'],
  examples: ['gate/contract/'],
  bench: ['gate/', 'guide/', 'mutants/', 'load/', 'reference-app/'],
  test: ['gate/', 'guide/', 'suites/', 'mutants/', 'scripts/', 'load/'],
  // Files of the root: what a user copies, and settings of tools.
  '.': ['gate/'],
}

/**
 * The layers of gate/: what each may import of it, besides itself, `errors.ts` and `redact.ts`.
 * The order is host ← stack ← contract ← system ← kit and run; the verdict knows nobody.
 */
export const layers: Record<string, readonly string[]> = {
  host: [],
  stack: ['host'],
  contract: ['host', 'stack'],
  system: ['host', 'stack', 'contract'],
  kit: ['host', 'stack', 'contract', 'system'],
  verdict: [],
  run: ['host', 'stack', 'contract', 'system', 'verdict'],
  report: ['kit', 'verdict'],
  tune: ['host', 'stack', 'contract', 'system', 'kit', 'verdict', 'report'],
  init: ['contract', 'kit'],
  guide: ['host', 'stack', 'contract', 'kit', 'verdict'],
  cli: [
    'host',
    'stack',
    'contract',
    'system',
    'kit',
    'verdict',
    'run',
    'report',
    'tune',
    'init',
    'guide',
  ],
}

/** The command line joins what is otherwise apart: it has a command for the mutants. */
export const joint = { folder: 'gate/cli/', may: ['mutants/'] } as const
