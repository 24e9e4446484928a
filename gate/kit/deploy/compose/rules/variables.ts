/** Variables that Compose cannot read: `${A:x}`, `${A`, `${}`. */
import type { Problem } from '../problem.ts'
import { isMalformed } from '../substitution.ts'
import { refused } from './rule.ts'

/** @param document as written */
export function* malformedVariables(
  document: unknown,
  path: Problem['path'] = [],
): Generator<Problem> {
  if (typeof document === 'string') {
    if (isMalformed(document)) {
      yield refused(path, `has a variable that Compose cannot read: ${document}`)
    }
  } else if (Array.isArray(document)) {
    for (const [at, item] of document.entries()) yield* malformedVariables(item, [...path, at])
  } else if (typeof document === 'object' && document !== null) {
    for (const [key, item] of Object.entries(document)) {
      yield* malformedVariables(item, [...path, key])
    }
  }
}
