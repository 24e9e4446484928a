/**
 * Templates: text with placeholders such as `{email}`. `{{` and `}}` are braces. k6 loads this
 * file, so it knows neither zod nor Node.
 */

/** What the values of a template are called, and the values. */
export type Values = Readonly<Record<string, string | undefined>>

/**
 * How a value is written. `number`: as a number. `json`: as JSON text, quotes included. `lower`: in
 * lower case. `slug`: in lower case, with one dash for all that is neither letter nor digit.
 */
export const filters = ['number', 'json', 'lower', 'slug'] as const
type Filter = (typeof filters)[number]

interface Placeholder {
  name: string
  filter?: Filter
}

type Part = string | Placeholder

/** Why a text is no template. */
export class TemplateError extends Error {}

const token = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g
const inside = /^([A-Za-z_][\w-]*(?::[^|]+)?)(?:\|(\w+))?$/

function placeholderOf(text: string): Placeholder {
  const [, name, filter] = inside.exec(text) ?? []
  if (name === undefined) {
    throw new TemplateError(`"{${text}}" is no placeholder: write {{ and }} for braces`)
  }
  if (filter === undefined) return { name }
  const known = filters.find((each) => each === filter)
  if (known !== undefined) return { name, filter: known }
  throw new TemplateError(`"{${text}}": expected one of ${filters.join(', ')} after the |`)
}

/** The parts of a template. @throws TemplateError */
export function parseTemplate(text: string): Part[] {
  const parts: Part[] = []
  let from = 0
  const add = (part: string) => {
    const last = parts.at(-1)
    if (typeof last === 'string') parts[parts.length - 1] = last + part
    else if (part !== '') parts.push(part)
  }
  for (const match of text.matchAll(token)) {
    const [found, placeholder] = match
    add(text.slice(from, match.index))
    from = match.index + found.length
    if (placeholder !== undefined) parts.push(placeholderOf(placeholder))
    else if (found.length === 2) add(found.slice(0, 1))
    else throw new TemplateError(`a single "${found}": write ${found}${found} for a brace`)
  }
  add(text.slice(from))
  return parts
}

/** The placeholders of a template. @throws TemplateError */
export function placeholdersOf(text: string): Placeholder[] {
  return parseTemplate(text).filter((part) => typeof part !== 'string')
}

/** Whether a template is one placeholder alone. */
export function isAlone(text: string): boolean {
  const [first, ...others] = parseTemplate(text)
  return typeof first === 'object' && others.length === 0
}

/** What a path or a handle takes of a name: `preflight-works` of `Preflight Works`. */
function slugOf(value: string): string {
  return value
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

function written({ name, filter }: Placeholder, values: Values): unknown {
  const value = values[name]
  if (value === undefined || filter === undefined) return value
  if (filter === 'lower') return value.toLowerCase()
  if (filter === 'slug') return slugOf(value)
  return filter === 'number' ? Number(value) : JSON.stringify(value)
}

/** Fills in a template; `encode` is for each value, and not for the text around them. */
export type Fill = (values: Values, encode?: (value: string) => string) => string

/** Reads a template once, to fill it in often. @throws TemplateError */
export function compileTemplate(text: string): Fill {
  const parts = parseTemplate(text)
  return (values, encode = (value) => value) =>
    parts
      .map((part) =>
        typeof part === 'string' ? part : encode(String(written(part, values) ?? '')),
      )
      .join('')
}

type FillValue = (values: Values) => unknown

function compileText(text: string): FillValue {
  const [first, ...others] = parseTemplate(text)
  if (typeof first === 'object' && others.length === 0) return (values) => written(first, values)
  return compileTemplate(text)
}

/**
 * The same for a whole value: all texts in it are templates. A text that is one placeholder alone
 * becomes its value; an entry without a value is left out.
 */
export function compileValue(value: unknown): FillValue {
  if (typeof value === 'string') return compileText(value)
  if (Array.isArray(value)) {
    const items = value.map(compileValue)
    return (values) => items.map((item) => item(values)).filter((item) => item !== undefined)
  }
  if (typeof value !== 'object' || value === null) return () => value
  const entries = Object.entries(value).map(([key, each]) => [key, compileValue(each)] as const)
  return (values) =>
    Object.fromEntries(
      entries.map(([key, each]) => [key, each(values)]).filter(([, each]) => each !== undefined),
    )
}

/** The same for an object with texts: headers, a form, variables. */
export function compileTexts(
  texts: Readonly<Record<string, string>> = {},
): (values: Values) => Record<string, string> {
  const fill = compileValue(texts)
  return (values) =>
    Object.fromEntries(
      Object.entries(fill(values) as object).map(([name, value]) => [name, String(value)]),
    )
}

/** A value as a part of a path: what is percent-encoded already stays so. */
export function encodeForPath(value: string): string {
  return value.replace(/%[0-9A-Fa-f]{2}|[^%]+|%/g, (part) =>
    /^%[0-9A-Fa-f]{2}$/.test(part) ? part : encodeURIComponent(part),
  )
}
