/** The doc comments of keys in object literals, for the descriptions of a JSON Schema. */
import { type Comment, type ObjectExpression, parseSync, Visitor } from 'oxc-parser'

/** An object literal: all of its keys, and what the comments say of them. */
export interface DocumentedObject {
  keys: ReadonlySet<string>
  comments: ReadonlyMap<string, string>
}

/** The text of a doc comment in one line. */
function textOf({ value }: Comment): string {
  return value
    .replace(/^\*/, '')
    .replaceAll(/\n\s*\*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function documented(
  { properties }: ObjectExpression,
  text: string,
  comments: readonly Comment[],
): DocumentedObject {
  const keys = new Set<string>()
  const found = new Map<string, string>()
  for (const property of properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') continue
    const { name } = property.key
    keys.add(name)
    const comment = comments.findLast(({ end }) => end <= property.start)
    const isBeside = comment && text.slice(comment.end, property.start).trim() === ''
    if (isBeside && comment.value.startsWith('*')) found.set(name, textOf(comment))
  }
  return { keys, comments: found }
}

/** All object literals of a source file with doc comments at their keys. */
export function documentedObjects(path: string, text: string): DocumentedObject[] {
  const { program, comments } = parseSync(path, text)
  const objects: DocumentedObject[] = []
  new Visitor({
    ObjectExpression(node) {
      objects.push(documented(node, text, comments))
    },
  }).visit(program)
  return objects.filter(({ comments: found }) => found.size > 0)
}

/**
 * What the comments say of the keys of an object: each comment is of the largest literal whose keys
 * it has all, as an object may be made of several.
 */
export function commentsFor(
  keys: readonly string[],
  objects: readonly DocumentedObject[],
): ReadonlyMap<string, string> {
  const all = new Set(keys)
  const parts = objects
    .filter((object) => [...object.keys].every((key) => all.has(key)))
    .sort((one, other) => one.keys.size - other.keys.size)
  return new Map(parts.flatMap(({ comments }) => [...comments]))
}
