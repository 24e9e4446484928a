/** Places of the config: paths in which `*` is any key. */

function covers(place: string, path: readonly string[]): boolean {
  const keys = place.split('.')
  return keys.length === path.length && keys.every((key, at) => key === '*' || key === path[at])
}

/** The place that a path is at, if it is one of these. */
export function placeOf(path: readonly string[], places: readonly string[]): string | undefined {
  return places.find((place) => covers(place, path))
}
