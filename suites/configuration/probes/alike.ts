/** Compares two observations: exactly, except for measured quantities. */

/** A measured quantity: two are alike unless one is at least twice the other. */
export interface Measured {
  about: number
}

export type Observed =
  | string
  | number
  | boolean
  | null
  | Measured
  | Observed[]
  | { [key: string]: Observed }

/** What a start showed, by facet. `undefined`: there was nothing to observe. */
export type Observation = Record<string, Observed | undefined>

/**
 * Marks a quantity as measured, so that the comparison tolerates a busy machine. Values that a
 * probe compares differ by a factor of three or more.
 */
export function about(quantity: number): Measured {
  return { about: Math.round(quantity * 1000) / 1000 }
}

const factor = 2

function isMeasured(value: Observed): value is Measured {
  return typeof value === 'object' && value !== null && 'about' in value
}

function alikeValues(a: Observed, b: Observed): boolean {
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

function entry(values: object, key: string): Observed {
  return (values as Record<string, Observed>)[key] as Observed
}

/** Whether two observations show the same in the given facets. */
export function alike(a: Observation, b: Observation, facets: readonly string[]): boolean {
  return facets.every((facet) => {
    const [x, y] = [a[facet], b[facet]]
    return x === undefined || y === undefined ? x === y : alikeValues(x, y)
  })
}

/** Whether there was nothing to observe in these facets: then no effect can show. */
export function isEmpty(observation: Observation, facets: readonly string[]): boolean {
  return facets.every((facet) => observation[facet] === undefined)
}
