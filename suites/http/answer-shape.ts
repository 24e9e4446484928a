/** What of an answer to a password-reset request could reveal something. Pure. */
import type { Reply } from '#gate/contract/contract.ts'

/** As long as a token is, and written in the letters of base64 and its like. */
const longWord = /[\w+/=%.~-]{16,}/g
const hexadecimal = /[0-9a-f-]{16,}|\d+/gi

/** A word of capitals, small letters and digits that change places often: nobody wrote it. */
function isRandom(word: string): boolean {
  const kinds = [...word.replace(/[^A-Za-z0-9]/g, '')].map((each) =>
    /\d/.test(each) ? 'digit' : each === each.toLowerCase() ? 'small' : 'capital',
  )
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length
  return new Set(kinds).size > 1 && changes * 4 >= kinds.length
}

/** The address as pages and redirects write it. */
function spellings(email: string): string[] {
  const inHtml = email.replaceAll('@', '&#64;')
  return [email, encodeURIComponent(email), inHtml, email.replaceAll('@', '&#x40;')]
}

function withoutToken(word: string): string {
  return isRandom(word) ? '#' : word
}

/**
 * Body and redirect without what differs from request to request: the address itself, numbers, ids
 * and tokens such as those against forged requests.
 */
export function shapeOf({ text, headers }: Pick<Reply, 'text' | 'headers'>, email: string): string {
  const whole = [headers.location ?? '', text].flat().join(' ').trim()
  const nameless = spellings(email).reduce((left, each) => left.replaceAll(each, '#'), whole)
  return nameless.replace(longWord, withoutToken).replace(hexadecimal, '#')
}

/** The words of a shape, and what stands between them. */
const partsOf = (shape: string) => shape.match(/[\w#]+|[^\w#]+/g) ?? []

/** Where shapes with equally many parts differ from each other. */
function varying(shapes: readonly (readonly string[])[]): Set<number> {
  const [first = [], ...others] = shapes
  const differs = (at: number) => others.some((each) => each[at] !== first[at])
  return new Set([...first.keys()].filter(differs))
}

/**
 * Both sides without what varies from answer to answer on one of them, such as the id of a form;
 * each different shape once.
 */
export function withoutVariation(
  known: readonly string[],
  unknown: readonly string[],
): { known: string[]; unknown: string[] } {
  const sides = [known, unknown].map((side) =>
    Map.groupBy(side.map(partsOf), ({ length }) => length),
  )
  const masked = (parts: readonly string[]) => {
    const alike = sides.map((side) => varying(side.get(parts.length) ?? []))
    return parts.map((part, at) => (alike.some((each) => each.has(at)) ? '#' : part)).join('')
  }
  const reduced = (side: readonly string[]) => [
    ...new Set(side.map((each) => masked(partsOf(each)))),
  ]
  return { known: reduced(known), unknown: reduced(unknown) }
}

const excerptLength = 120

/** The shapes from shortly before the first letter in which the sides differ. */
export function excerpts(shapes: readonly string[], others: readonly string[]): string[] {
  const [one = '', other = ''] = [shapes[0], others[0]]
  const first = [...one].findIndex((letter, at) => letter !== other[at])
  const from = Math.max(0, (first < 0 ? Math.min(one.length, other.length) : first) - 20)
  const cut = (text: string) => text.slice(from, from + excerptLength)
  return shapes.map((text) => (from === 0 ? cut(text) : `${text.slice(0, 3)} … ${cut(text)}`))
}
