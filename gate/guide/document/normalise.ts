/**
 * When two texts count as the same: after Unicode NFC, and with any run of white space as one
 * space. Upper and lower case differ: `DEBUG` is a variable and `debug` is a word.
 */
import { hash } from 'node:crypto'

/** Hexadecimal digits of a hash: 48 bits, enough to tell the items of one guide apart. */
const hashDigits = 12
/** Marks of a text: of its words, those with the lowest values. */
const mostMarks = 10

/** A text of prose, or a piece of code on its own. */
export function normalisedText(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/** A whole code block: indentation means something, white space at the end of a line nothing. */
export function normalisedCode(code: string): string {
  const lines = code.normalize('NFC').split(/\r\n?|\n/)
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')
}

/** The beginning of the SHA-256 of a normalised text. */
export function hashOf(normalised: string): string {
  return hash('sha256', normalised).slice(0, hashDigits)
}

/**
 * Two hexadecimal digits a word, rising, of at most ten words, which chance chooses alike in every
 * text. They say how alike two texts are, without saying what they are: a ledger holds no text of
 * its guide.
 */
export function wordMarks(normalised: string): string {
  const words = normalised.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return [...new Set(words.map(markOf))].sort().slice(0, mostMarks).join('')
}

/** FNV-1a, folded into one byte. */
function markOf(word: string): string {
  let state = 0x811c9dc5
  for (let at = 0; at < word.length; at += 1) {
    state = Math.imul(state ^ word.charCodeAt(at), 0x01000193)
  }
  const folded = (state ^ (state >>> 8) ^ (state >>> 16) ^ (state >>> 24)) & 0xff
  return folded.toString(16).padStart(2, '0')
}
