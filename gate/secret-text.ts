/** Secrets that a text shows by the names beside them, whatever their values are. */
import { secretNamePattern } from './secret-names.ts'

const name = secretNamePattern

/** What is put in place of a secret. */
export const masked = (what: string) => `[redacted ${what}]`

interface Form {
  pattern: RegExp
  /** Puts the rest of what was found together again. */
  put: (...groups: string[]) => string
}

const forms: readonly Form[] = [
  // In JSON: "access_token":"…".
  {
    pattern: new RegExp(`"(${name})"(\\s*:\\s*)"((?:[^"\\\\]|\\\\.)+)"`, 'gi'),
    put: (_, key = '', colon = '') => `"${key}"${colon}"${masked(key)}"`,
  },
  // In JSON inside a text of JSON: \"access_token\":\"…\".
  {
    pattern: new RegExp(`(\\\\+)"(${name})\\1"(\\s*:\\s*)\\1"([^\\r\\n]+?)(?<!\\\\)\\1"`, 'gi'),
    put: (_, slash = '', key = '', colon = '') =>
      `${slash}"${key}${slash}"${colon}${slash}"${masked(key)}${slash}"`,
  },
  // An object as Node prints it: accessToken: '…'.
  {
    pattern: new RegExp(`(['"]?)\\b(${name})\\1(\\s*:\\s*)'((?:[^'\\\\\\r\\n]|\\\\.)+)'`, 'gi'),
    put: (_, quote = '', key = '', colon = '') => `${quote}${key}${quote}${colon}'${masked(key)}'`,
  },
  // A parameter of a URL or of a form: ?token=….
  {
    pattern: new RegExp(`([?&])(${name})=([^\\s&#"'\\\\<>)\\]]+)`, 'gi'),
    put: (_, mark = '', key = '') => `${mark}${key}=${masked(key)}`,
  },
  // A header: Authorization: Bearer …. Prose has no digits in its words.
  {
    pattern: /\b(bearer|basic|token) (?!\w+=["'])(?=[\w.~+/-]*\d)[\w.~+/-]{12,}=*/gi,
    put: (_, scheme = '') => `${scheme} ${masked('authorization')}`,
  },
  // Cookies: Set-Cookie: session=….
  {
    pattern: /\b((?:set-)?cookie["']?\s*[:=]\s*["'[]*\s*[\w.-]+=)(?!\[redacted)[^\s;,"'\\]{8,}/gi,
    put: (_, start = '') => `${start}${masked('cookie')}`,
  },
]

/** A text without any of these shows no secret: most texts end here. */
const worthALook = /passw|pwd|passphrase|secret|token|key|authorization|cookie|bearer|basic/i

const isMasked = (value: string) => value.startsWith('[redacted')

/** The text without what stands beside the name of a secret. */
export function withoutNamedSecrets(text: string): string {
  if (!worthALook.test(text)) return text
  let clean = text
  for (const { pattern, put } of forms) {
    clean = clean.replace(pattern, (...match) => {
      const groups = match.filter((each): each is string => typeof each === 'string').slice(0, -1)
      return isMasked(groups.at(-1) ?? '') ? (groups[0] ?? '') : put(...groups)
    })
  }
  return clean
}
