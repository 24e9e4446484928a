/** Where a node of a YAML document stands. */
import { isMap, isPair, isScalar } from 'yaml'
import type { Problem } from '../problem.ts'

/** The keys and indices that lead to a node, by what `visit` says of it. */
export function placeOf(key: unknown, ancestors: readonly unknown[]): Problem['path'] {
  const steps = ancestors.flatMap((node, at) => {
    const next = ancestors[at + 1]
    if (isPair(node)) return String(isScalar(node.key) ? node.key.value : node.key)
    const items = isMap(node) ? undefined : (node as { items?: unknown[] }).items
    return items && next !== undefined ? items.indexOf(next) : []
  })
  return typeof key === 'number' ? [...steps, key] : steps
}
