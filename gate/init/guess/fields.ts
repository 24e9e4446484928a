/** Where the fields are that bodies and answers have under usual names. */
import type { ApiSchema } from '../read/openapi.ts'

/** The names of the properties that lead to a field: `['data', 'name']`. */
export type Place = readonly string[]

/** Many APIs wrap what they take and give: `{ data: { attributes: { … } } }`. */
const maxDepth = 3

interface Level {
  place: Place
  schema: ApiSchema
}

/** The objects of a schema, the outermost first. */
function levelsOf(schema: ApiSchema): Level[] {
  const levels: Level[] = [{ place: [], schema }]
  for (const { place, schema: outer } of levels) {
    if (place.length >= maxDepth) continue
    for (const [name, inner] of Object.entries(outer.properties ?? {})) {
      if (inner.properties || inner.isFree) levels.push({ place: [...place, name], schema: inner })
    }
  }
  return levels
}

/** The first field with one of these names, the outermost first, then the likeliest name. */
export function placeIn(
  schema: ApiSchema | undefined,
  wanted: readonly string[],
  fits: (field: ApiSchema) => boolean = () => true,
): Place | undefined {
  for (const { place, schema: object } of schema ? levelsOf(schema) : []) {
    const known = object.properties ?? {}
    const found = wanted.find((name) => known[name] !== undefined && fits(known[name]))
    if (found !== undefined) return [...place, found]
  }
  return undefined
}

/** The outermost object that takes any field. */
export function freePlaceIn(schema: ApiSchema): Place | undefined {
  return levelsOf(schema).find(({ schema: { isFree } }) => isFree)?.place
}

/** A JSONPath to a place. */
export function jsonPath(place: Place): string {
  const steps = place.map((name) => (/^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `['${name}']`))
  return `$${steps.join('')}`
}
