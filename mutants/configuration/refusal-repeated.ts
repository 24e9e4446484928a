import type { Mutant } from '../mutant.ts'

export const refusalRepeated: Mutant = {
  id: 'refusal-repeated',
  defect: 'A refused start is tried again twice: the log says the same error three times.',
  kills: ['configuration.refusal-clear'],
  edits: [
    {
      file: 'reference-app/src/main.ts',
      find: '  process.exit(refused ? exitConfiguration : 1)',
      replace: `  for (let again = 0; refused && again < 2; again += 1) {
    process.stderr.write(logLine('ERROR', message, { ...fields, ...exception }))
  }
  process.exit(refused ? exitConfiguration : 1)`,
    },
  ],
}
