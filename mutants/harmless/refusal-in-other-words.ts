import type { Mutant } from '../mutant.ts'

export const refusalInOtherWords: Mutant = {
  id: 'harmless-refusal-in-other-words',
  defect: 'A refusal exits with 1 and reads otherwise, on stdout, one line for each variable.',
  kills: [],
  edits: [
    {
      file: 'reference-app/src/main.ts',
      find: 'refused ? exitConfiguration : 1',
      replace: '1',
    },
    {
      file: 'reference-app/src/main.ts',
      find: 'process.stderr.write(',
      replace: 'process.stdout.write(',
    },
    {
      file: 'reference-app/src/config/problems.ts',
      find: ".join('; ')",
      replace: ".join('\\n')",
    },
    {
      file: 'reference-app/src/config/problems.ts',
      find: '`configuration refused: ${list}`',
      replace: '`Cannot start with this environment:\\n${list}`',
    },
  ],
}
