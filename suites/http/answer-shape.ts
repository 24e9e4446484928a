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
