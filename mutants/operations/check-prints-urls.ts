import type { Mutant } from '../mutant.ts'

export const checkPrintsUrls: Mutant = {
  id: 'check-prints-urls',
  defect: 'The check command prints the address of Redis as it is written in the environment.',
  kills: ['operations.url-redacted'],
  edits: [
    {
      file: 'reference-app/src/commands/check.ts',
      find: `const at = \`\${url.hostname}:\${url.port || '6379'}\``,
      replace: 'const at = url.href',
    },
  ],
}
