/**
 * A compose file with its variables replaced. A text that depends on a variable that only the
 * operator knows becomes {@link unknown}: nothing is wrong with what nobody here can know.
 */
import { substitute, type Values } from './substitution.ts'

/** In place of a text that only the operator knows. No file can have it: YAML forbids NUL. */
export const unknown = '\0'

/** A text that stands for an unknown one where a schema is asked: text and number alike. */
const filling = '1'

/** All texts replaced; keys stay, as Compose does not substitute in them. */
export function resolveDocument(document: unknown, values: Values): unknown {
  if (typeof document === 'string') {
    const { text, isOpen } = substitute(document, values)
    return isOpen ? unknown : text
  }
  if (Array.isArray(document)) return document.map((item) => resolveDocument(item, values))
  if (typeof document !== 'object' || document === null) return document
  return Object.fromEntries(
    Object.entries(document).map(([key, item]) => [key, resolveDocument(item, values)]),
  )
}

/** A resolved document for a schema, and which places of it are open, as JSON pointers. */
export function forSchema(resolved: unknown): {
  document: unknown
  isOpen(pointer: string): boolean
} {
  const open = new Set<string>()
  const fill = (value: unknown, pointer: string): unknown => {
    if (value === unknown) {
      open.add(pointer)
      return filling
    }
    if (Array.isArray(value)) return value.map((item, at) => fill(item, `${pointer}/${at}`))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([key, item]) => {
      const part = key.replaceAll('~', '~0').replaceAll('/', '~1')
      return [key, fill(item, `${pointer}/${part}`)] as const
    })
    return Object.fromEntries(entries)
  }
  const document = fill(resolved, '')
  return { document, isOpen: (pointer) => open.has(pointer) }
}
