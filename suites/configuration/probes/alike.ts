/** Comparing two observations: exactly, but for what was measured. */

/** A measured quantity: two are alike unless one is at least twice the other. */
export interface Measured {
  about: number
}

export type Seen = string | number | boolean | null | Measured | Seen[] | { [key: string]: Seen }

/** What was seen of a start, facet by facet. `undefined`: there was nothing to look at. */
export type Observation = Record<string, Seen | undefined>

/**
 * Marks a quantity as measured, so that it is compared with room for a busy machine. Values that
 * a probe compares lie a factor of three apart or more.
 */
export function about(quantity: number): Measured {
  return { about: Math.round(quantity * 1000) / 1000 }
}

const factor = 2

function isMeasured(seen: Seen): seen is Measured {
  return typeof seen === 'object' && seen !== null && 'about' in seen
}

function alikeValues(a: Seen, b: Seen): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (isMeasured(a) && isMeasured(b)) {
    const [x, y] = [a.about, b.about] as [number, number]
    return x === y || Math.max(x, y) < factor * Math.min(x, y)
  }
  const [keys, others] = [Object.keys(a).sort(), Object.keys(b).sort()]
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.join('\n') === others.join('\n') &&
    keys.every((key) => alikeValues(entry(a, key), entry(b, key)))
  )
}

function entry(seen: object, key: string): Seen {
  return (seen as Record<string, Seen>)[key] as Seen
}

/** Whether two observations show the same in the given facets. */
export function alike(a: Observation, b: Observation, facets: readonly string[]): boolean {
  return facets.every((facet) => {
    const [x, y] = [a[facet], b[facet]]
    return x === undefined || y === undefined ? x === y : alikeValues(x, y)
  })
}

/** Whether there was anything to see: an effect cannot show where nothing can. */
export function isVoid(observation: Observation, facets: readonly string[]): boolean {
  return facets.every((facet) => observation[facet] === undefined)
}
