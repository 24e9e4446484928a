/** Line numbers in JSON and YAML, and placeholders of template engines. Pure. */
import { LineCounter, parseDocument } from 'yaml'

/** Finds the line of a value by its keys and indices. */
export function lineFinder(text: string): (path: readonly (string | number)[]) => string {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, merge: true })
  return (path) => {
    // If the value is missing, the nearest parent.
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true)
      const range = (node as { range?: readonly number[] } | undefined)?.range
      if (range?.[0] !== undefined) return `line ${lineCounter.linePos(range[0]).line}: `
    }
    return ''
  }
}

/** `${NAME}`, `$NAME`, `{{ name }}`, `{name}`, `<NAME>`, `%NAME%`, `__NAME__`, `@NAME@`. */
const placeholder =
  /\$?\{[A-Za-z_]|\$[A-Za-z_]|\{\{|\{%|<%|<[A-Za-z_-]+>|%[A-Z_]+%|__[A-Z_]+__|@[A-Z_]+@/

/** Whether a value contains a placeholder. */
export function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && placeholder.test(value)
}

/** Whether a text is a template, which need not parse before it is rendered. */
export function isTemplate(text: string): boolean {
  return /\$\{|\{\{|\{%|<%/.test(text)
}
