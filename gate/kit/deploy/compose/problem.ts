/** What is wrong with a compose file, and where. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

export interface Problem {
  /** Keys and indexes from the top of the file; what is wrong with the file as a whole has none. */
  path: readonly (string | number)[]
  /** Follows the path in a sentence: `must be a string`. */
  message: string
  /**
   * Who refuses it: the specification's schema, Compose when it reads the file, or Docker when a
   * container is made.
   */
  by: 'schema' | 'compose' | 'docker'
}

/** A problem in words, without its line. */
export function inWords({ path, message }: Problem): string {
  return `${path.join('.') || 'the file'} ${message}`
}

interface Found {
  node: unknown
  /** Of the key, if it is a map's value. */
  keyOffset: number | undefined
}

/** What a map has for a key, its own or one that is merged into it. */
function inMap(node: unknown, key: string, resolve: (node: unknown) => unknown): Found | undefined {
  const map = resolve(node)
  if (isSeq(map)) {
    for (const item of map.items) {
      const found = inMap(item, key, resolve)
      if (found) return found
    }
  }
  if (!isMap(map)) return undefined
  const name = (pair: { key: unknown }) => (isScalar(pair.key) ? String(pair.key.value) : '')
  const own = map.items.find((pair) => name(pair) === key)
  if (own) return { node: own.value, keyOffset: (own.key as Node).range?.[0] }
  const merged = map.items.find((pair) => name(pair) === '<<')
  return merged && inMap(merged.value, key, resolve)
}

/**
 * Finds lines of a file by path.
 * @returns the line of the key or the item; of the last part of the path that the file has
 */
export function lineFinder(text: string): (path: Problem['path']) => number | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true, logLevel: 'silent' })
  const resolve = (node: unknown) => (isAlias(node) ? node.resolve(document) : node)
  return (path) => {
    let at: Found = { node: document.contents, keyOffset: undefined }
    let offset: number | undefined
    for (const part of path) {
      const holder = resolve(at.node)
      const next = isSeq(holder)
        ? { node: holder.items[Number(part)], keyOffset: undefined }
        : inMap(holder, String(part), resolve)
      if (next?.node === undefined && next?.keyOffset === undefined) break
      at = next
      offset = at.keyOffset ?? (at.node as Node | undefined)?.range?.[0] ?? offset
    }
    return offset === undefined ? undefined : lines.linePos(offset).line
  }
}
