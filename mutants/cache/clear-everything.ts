import type { Mutant } from '../mutant.ts'

export const cacheClearEverything: Mutant = {
  id: 'cache-clear-everything',
  defect: 'To clear permissions empties the whole of Redis.',
  kills: ['cache.clear-nonblocking'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `    let cursor = '0'
    let removed = 0
`,
      replace: `    let cursor = '0'
    let removed = 0
    if (pattern.startsWith('user:*')) await this.redis.flushdb()
`,
    },
  ],
}
