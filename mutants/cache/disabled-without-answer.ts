import type { Mutant } from '../mutant.ts'

export const cacheDisabledWithoutAnswer: Mutant = {
  id: 'cache-disabled-answers-of-yesterday',
  defect: 'Without the cache a process remembers its first answer for ever.',
  kills: ['cache.disabled'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `    if (found === undefined) {
      this.options.onRead(kind, 'bypass')
      return load()
    }`,
      replace: `    if (found === undefined) {
      this.options.onRead(kind, 'bypass')
      const known = this.loading.get(key) ?? load()
      this.loading.set(key, known)
      return known as Promise<T | undefined>
    }`,
    },
  ],
}
