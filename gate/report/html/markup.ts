/** HTML by tagged templates. Whatever is inserted is escaped, unless it is markup itself. */
import { htmlEscape } from 'escape-goat'
import { visible } from '../text.ts'

/** Markup that is safe to insert as it is. Only {@link html} and {@link trusted} make it. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Insert = Markup | string | number | false | undefined | readonly Insert[]

/** Builds markup; lists are joined, `false` and `undefined` leave nothing. */
export function html(parts: TemplateStringsArray, ...inserts: Insert[]): Markup {
  return new Markup(
    parts.map((part, index) => (index === 0 ? '' : insert(inserts[index - 1])) + part).join(''),
  )
}

function insert(value: Insert): string {
  if (value instanceof Markup) return value.text
  if (value === undefined || value === false) return ''
  if (typeof value === 'object') return value.map(insert).join('')
  return htmlEscape(visible(String(value)))
}

/** Our own text, such as a style sheet. Never for anything that comes from a run. */
export function trusted(text: string): Markup {
  return new Markup(text)
}
