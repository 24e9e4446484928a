/** Merge keys that stand twice in one map: Compose refuses them since 2.17, as any other key. */
import { isScalar, parseAllDocuments, visit } from 'yaml'
import type { Problem } from '../problem.ts'
import { refused } from './rule.ts'
import { placeOf } from './yaml-place.ts'

const isMerge = (key: unknown) => isScalar(key) && key.value === '<<'

/** @param text of the compose file: a map that was read has each key once */
export function repeatedMerges(text: string): Problem[] {
  const found: Problem[] = []
  for (const document of parseAllDocuments(text, { logLevel: 'silent' })) {
    visit(document, {
      Map: (key, map, ancestors) => {
        if (map.items.filter(({ key }) => isMerge(key)).length < 2) return
        const path = placeOf(key, ancestors)
        found.push(refused(path, 'has the key << twice: write <<: [*one, *other]'))
      },
    })
  }
  return found
}
