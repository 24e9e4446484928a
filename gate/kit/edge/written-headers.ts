/** Headers that an edge writes itself, whatever comes of it. */
import type { Place } from './places.ts'
import { effective } from './tree.ts'

/**
 * Headers that a place writes and that a plain request reached the backend without: what they are
 * written from is in other requests, such as the client's own header.
 * @param known the headers that are looked for, in lower case
 * @param seen those of a plain request
 */
export function silentHeaders(
  { within }: Pick<Place, 'within'>,
  known: readonly string[],
  seen: readonly string[],
): string[] {
  const written = effective(within, 'proxy_set_header').map(({ args: [name] }) =>
    name?.value.toLowerCase(),
  )
  return known.filter((header) => written.includes(header) && !seen.includes(header))
}
