import type { Mutant } from '../mutant.ts'

export const poolStatusOfItsOwn: Mutant = {
  id: 'pool-status-of-its-own',
  defect: 'The pool status is that of a pool which the command makes for itself.',
  kills: ['operations.pool-status'],
  edits: [
    {
      file: 'reference-app/src/commands/pool-status.ts',
      find: `  let text: string
  try {`,
      replace: `  let text = ''
  try {`,
    },
    {
      file: 'reference-app/src/commands/pool-status.ts',
      find: '    throw new Error(`no server answers at ${url}`, { cause: error })',
      replace: `    text = \`app_workers 1\\n\${figures.map((name) => \`db_pool_\${name} 0\`).join('\\n')}\\n\`
    if (error === undefined) throw error`,
    },
  ],
}
