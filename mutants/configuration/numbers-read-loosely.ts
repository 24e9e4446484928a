import type { Mutant } from '../mutant.ts'

export const numbersReadLoosely: Mutant = {
  id: 'numbers-read-loosely',
  defect: 'Numbers are read as far as they go: a comment behind one is not noticed.',
  kills: ['configuration.invalid-value-refused'],
  naming: ['DB_POOL_SIZE "20 # a comment from an env file"'],
  edits: [
    {
      file: 'reference-app/src/config/load.ts',
      find: 'value.toUpperCase() : value',
      replace:
        "value.toUpperCase() : variable.startsWith('DB_') ? value.replace(/ .*/, '') : value",
    },
  ],
}
