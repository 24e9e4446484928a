/** Text from a target is hostile until shown otherwise: it must not steer the reader's terminal. */
import { stripVTControlCharacters } from 'node:util'
import type { Waiver } from '#gate/verdict/record.ts'

/**
 * Makes every character of a text harmless and visible: escape sequences go, other control
 * characters become their pictures (NUL is ␀), and whatever reorders text, or is no character,
 * becomes U+FFFD. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\p{Cc}/gu, pictureOf)
    .replace(/[\p{Bidi_Control}\p{Noncharacter_Code_Point}]/gu, '\u{fffd}')
    .toWellFormed()
}

function pictureOf(control: string): string {
  const code = control.charCodeAt(0)
  if (control === '\n' || control === '\t') return control
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u{2421}' : '\u{fffd}'
}

/** The same on one line. */
export function oneLine(text: string): string {
  return visible(text).trim().replace(/\s+/gu, ' ')
}

/** `1 must`, `3 musts`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** `until 2026-12-31, by ada: the balancer closes them earlier`. */
export function waiverText({ expires, owner, reason }: Waiver): string {
  return `until ${expires}, by ${owner}: ${reason}`
}
