/** Copies that each process keeps for a moment of what is asked often: what two mutants plant. */
import type { ClaimId } from '#guide/index.ts'
import type { Edit } from '../mutant.ts'

/** What is asked that often is answered from a copy, and nothing beneath it is seen. */
export const copiesBlind: readonly ClaimId[] = ['cache.hit-spares-database', 'cache.no-stale-fill']

/** Who drops a copy is each mutant's own. */
export const keepCopies: readonly Edit[] = [
  {
    file: 'reference-app/src/cache/cache.ts',
    find: `    const found = await this.lookUp(key)
`,
    replace: `    const now = Date.now()
    const use = this.uses.get(key)
    const often = use !== undefined && now - use.since < 1_000
    if (often) use.count += 1
    else this.uses.set(key, { since: now, count: 1 })
    const copy = this.copies.get(key)
    if (copy !== undefined && now < copy.until) {
      this.options.onRead(kind, 'hit')
      return JSON.parse(copy.value) as T
    }
    const found = await this.lookUp(key)
    const loaded = found?.[0]
    if (often && use.count > 40 && typeof loaded === 'string') {
      this.copies.set(key, { value: loaded, until: now + 300 })
    }
`,
  },
  {
    file: 'reference-app/src/cache/cache.ts',
    find: '  private restUntil = 0\n',
    replace: `  private restUntil = 0
  private readonly uses = new Map<string, { since: number; count: number }>()
  private readonly copies = new Map<string, { value: string; until: number }>()
`,
  },
]
