import type { Mutant } from '../mutant.ts'

export const cacheOtherwise: Mutant = {
  id: 'harmless-cache-otherwise',
  defect:
    'Entries are encoded otherwise, expire a little earlier by chance, and are cleared in small steps.',
  kills: [],
  triedOn: ['cache'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `    const value = JSON.stringify(loaded)
`,
      replace: `    const value = JSON.stringify({ of: loaded })
`,
    },
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `return JSON.parse(value) as T
`,
      replace: `return JSON.parse(value).of as T
`,
    },
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `        value,
        ttlSeconds,
`,
      replace: `        value,
        Math.ceil(ttlSeconds * (0.9 + Math.random() / 10)),
`,
    },
    {
      file: 'reference-app/src/cache/cache.ts',
      find: "'COUNT', 500",
      replace: "'COUNT', 100",
    },
  ],
}
