import type { Mutant } from '../mutant.ts'

export const logLastWord: Mutant = {
  id: 'log-last-word',
  defect: 'The last line, when all is stopped, is plain text.',
  kills: ['observability.logs-structured'],
  edits: [
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: "this.log.info('stopped')",
      replace: "console.log('Bye!')",
    },
  ],
}
