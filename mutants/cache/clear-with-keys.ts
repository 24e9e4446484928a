import type { Mutant } from '../mutant.ts'

export const cacheClearWithKeys: Mutant = {
  id: 'cache-clear-with-keys',
  defect: 'All is cleared by KEYS, in one go.',
  kills: ['cache.clear-nonblocking'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `      const scan = this.redis.scan(cursor, 'MATCH', pattern, 'COUNT', 500)
      const [next, keys] = await within(scan, invalidationMs, 'clear')
      cursor = next
`,
      replace: `      const keys = await this.redis.keys(pattern)
`,
    },
  ],
}
