/** Ids that lead from a response to its lines in the logs of edge and backend. Pure. */

/** A request and the headers of its response. */
export interface Trace {
  /** Unique to this request; part of its path. */
  mark: string
  /** Of the response, as received. */
  headers: readonly (readonly [string, string])[]
}

export interface Found {
  mark: string
  /** The header and the id in it that were found in both logs; undefined if none was. */
  header?: string
  id?: string
  /** Headers whose id was found in one log only, and which. */
  partial: readonly string[]
}

/** Shorter values are too common to be ids. */
const minIdLength = 8

/**
 * The whole value, and the parts of one that contains several ids, as `traceparent` does. A value
 * that repeats the path, as a redirect does, is no id.
 */
function idsIn(value: string, mark: string): string[] {
  const parts = value.split(/[-;=,\s"]+/).filter((part) => /^[0-9a-f]{16,}$/i.test(part))
  return [value, ...parts].filter((id) => id.length >= minIdLength && !id.includes(mark))
}

/**
 * For each request the header whose id is in a line of the edge that has the request's path, and in
 * a line of the backend. Ids that several responses share do not count.
 */
export function findIds(
  traces: readonly Trace[],
  edgeLines: readonly string[],
  backendLines: readonly string[],
): Found[] {
  const counts = new Map<string, number>()
  for (const { headers, mark } of traces) {
    for (const id of new Set(headers.flatMap(([, value]) => idsIn(value, mark)))) {
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
  }
  return traces.map(({ mark, headers }) => {
    const others = traces.map((trace) => trace.mark).filter((each) => each !== mark)
    // A line with another request's path is about that request.
    const isForeign = (line: string) => others.some((other) => line.includes(other))
    const partial: string[] = []
    for (const [header, value] of headers) {
      for (const id of idsIn(value, mark).filter((each) => counts.get(each) === 1)) {
        const isAtEdge = edgeLines.some((line) => line.includes(mark) && line.includes(id))
        const isAtBackend = backendLines.some((line) => line.includes(id) && !isForeign(line))
        if (isAtEdge && isAtBackend) return { mark, header: header.toLowerCase(), id, partial: [] }
        if (isAtEdge || isAtBackend) {
          partial.push(
            `${header.toLowerCase()}: only in the log of the ${isAtEdge ? 'edge' : 'backend'}`,
          )
        }
      }
    }
    return { mark, partial }
  })
}
