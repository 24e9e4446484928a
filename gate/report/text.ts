/**
 * Text of reports. Text from a target may be hostile: it must not control the reader's terminal.
 */
import { stripVTControlCharacters } from 'node:util'
import { plural } from '#gate/plural.ts'
import type { Waiver } from '#gate/verdict/record.ts'

/**
 * Makes every character of a text harmless and visible: escape sequences are removed, other control
 * characters become their symbols (NUL is ␀), and characters that reorder text, or are none, become
 * U+FFFD. Line breaks and tabs stay.
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

/** `2 waivers ignored: they apply to other targets, environments or claims`. */
export function ignoredWaivers({ length }: readonly Waiver[]): string {
  const applies = length === 1 ? 'it applies' : 'they apply'
  return `${plural(length, 'waiver')} ignored: ${applies} to other targets, environments or claims`
}

/** `until 2026-12-31, by ada, approved by grace, OPS-12: the balancer closes them earlier`. */
export function waiverText({ approver, expires, owner, reason, ticket }: Waiver): string {
  const approved = approver === undefined ? [] : [`approved by ${approver}`]
  const parts = [`until ${expires}`, `by ${owner}`, ...approved, ...(ticket ? [ticket] : [])]
  return `${parts.join(', ')}: ${reason}`
}

/** A text in one line, without meaning for Markdown or HTML. */
export function escapedMarkdown(text: string): string {
  return entities(oneLine(text)).replace(/[\\`*_{}[\]|~#]/g, '\\$&')
}

/** A text without meaning for HTML. */
export function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
