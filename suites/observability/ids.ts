/** Ids by which a request can be found: in its answer, at the edge, and at the backend. Pure. */

/** A request and what it left. */
export interface Trace {
  /** Of this request alone; part of its path. */
  mark: string
  /** Of the answer, as they came. */
  headers: readonly (readonly [string, string])[]
}

export interface Found {
  mark: string
  /** The header and the id in it that were found in both logs; absent where none was. */
  header?: string
  id?: string
  /** Headers whose ids were found at one place alone, and where. */
  half: readonly string[]
}

/** A number that is the same for many requests is no id; neither is a date. */
const shortest = 8

/**
 * The whole value, and the parts of one that holds several ids, as `traceparent` does. What repeats
 * the path, as a redirect does, is none.
 */
function idsIn(value: string, mark: string): string[] {
  const parts = value.split(/[-;=,\s"]+/).filter((part) => /^[0-9a-f]{16,}$/i.test(part))
  return [value, ...parts].filter((id) => id.length >= shortest && !id.includes(mark))
}

/**
 * For each request the header whose id stands in a line of the edge that has the request's path,
 * and in a line of the backend. Ids that several answers share do not count.
 */
export function findIds(
  traces: readonly Trace[],
  edgeLines: readonly string[],
  backendLines: readonly string[],
): Found[] {
  const seen = new Map<string, number>()
  for (const { headers, mark } of traces) {
    for (const id of new Set(headers.flatMap(([, value]) => idsIn(value, mark)))) {
      seen.set(id, (seen.get(id) ?? 0) + 1)
    }
  }
  return traces.map(({ mark, headers }) => {
    const others = traces.map((trace) => trace.mark).filter((each) => each !== mark)
    // A line with another request's path is about that request.
    const isForeign = (line: string) => others.some((other) => line.includes(other))
    const half: string[] = []
    for (const [header, value] of headers) {
      for (const id of idsIn(value, mark).filter((each) => seen.get(each) === 1)) {
        const at = edgeLines.some((line) => line.includes(mark) && line.includes(id))
        const behind = backendLines.some((line) => line.includes(id) && !isForeign(line))
        if (at && behind) return { mark, header: header.toLowerCase(), id, half: [] }
        if (at || behind) half.push(`${header.toLowerCase()}: ${at ? 'edge' : 'backend'} alone`)
      }
    }
    return { mark, half }
  })
}
