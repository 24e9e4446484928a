/** Where a value is in an answer: found by what it is, and not by what it is called. */
import { jsonPath, type Place } from '../guess/fields.ts'

/** Deep enough for every answer about one thing. */
const maxDepth = 5

interface Leaf {
  place: Place
  value: unknown
}

/** The values of an answer that are in no list, the outermost first. */
function leavesOf(json: unknown): Leaf[] {
  const leaves: Leaf[] = [{ place: [], value: json }]
  for (const { place, value } of leaves) {
    const isInner = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isInner || place.length >= maxDepth) continue
    leaves.push(
      ...Object.entries(value).map(([key, each]) => ({ place: [...place, key], value: each })),
    )
  }
  return leaves.filter(({ value }) => typeof value === 'string' || typeof value === 'number')
}

/** A JSONPath to the value that is exactly this text. */
export function pathTo(json: unknown, text: string): string | undefined {
  const found = leavesOf(json).find(({ value }) => String(value) === text)
  return found && jsonPath(found.place)
}

/** A JSONPath to a text that ends with this one, after a mark: `account:ann`. */
export function pathToEnd(json: unknown, text: string): string | undefined {
  const isEnd = ({ value }: Leaf) =>
    String(value).endsWith(text) && /[:/|]$/.test(String(value).slice(0, -text.length))
  const found = leavesOf(json).find(isEnd)
  return found && jsonPath(found.place)
}

const idNames = ['id', 'uuid', '_id', 'uid', 'slug', 'key']

/** A JSONPath to what is called an id. */
export function pathToId(json: unknown): string | undefined {
  const leaves = leavesOf(json)
  const found = idNames.flatMap((name) => leaves.find(({ place }) => place.at(-1) === name) ?? [])
  const [outermost] = found.sort((one, other) => one.place.length - other.place.length)
  return outermost && jsonPath(outermost.place)
}
