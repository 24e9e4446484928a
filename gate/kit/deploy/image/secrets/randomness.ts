/** Tells a secret from what stands in its place: a reference, a placeholder, an example. Pure. */
import { either } from '../patterns.ts'

/** What is filled in later, wherever it stands in a value. */
const markers = either(
  /\$\{[A-Za-z_]|\{\{-?\s*[\w.$]{2}|\$\([A-Za-z_]\w{2,}[ )]/,
  /%\(\w+\)s|#\{[a-z@]{2}|<%=|<[A-Za-z][\w -]{2,}>/,
)
/** Values that are, as a whole, the name of something. */
const names = /^(\$\w+|%\w+%|\{[\w.]+\}|<.*>|\[.*\]|__\w+__|@\w+@|%[a-z])$/i
/** Keys of a store of secrets, and what is encrypted or hashed: no secret without another one. */
const stored = either(
  /^(arn:|vault:|ssm:|kms:|op:\/\/|secrets?(manager)?:|file:|env:|ENC[[(]|\{cipher\})/i,
  /^\$(ANSIBLE_VAULT|(2[abxy]|argon2\w*|pbkdf2[\w-]*|scrypt|[156y])\$)/,
)

/** Whether a value names a secret that is elsewhere. */
export function isReference(value: string): boolean {
  return markers.test(value) || names.test(value) || stored.test(value)
}

/** Short words, and words with few vowels, that placeholders are made of. */
const shortWords = either(
  /^(a|abc|an|any|api|app|at|auth|bar|be|bits?|by|byte|chars?|cli|db|demo|dev|do|e2e|env|foo)$/i,
  /^(for|hex|in|is|it|jwt|keys?|length|long|max|min|must|my|new|not|of|old|on|one|or|prod|pwd)$/i,
  /^(string|strength|strong|test|the|this|to|two|use|var|with|you)$/i,
)
const keyboard = /(?:qwert|asdfg|zxcvb|yuiop|hjkl|qwertz|azert)\w*/gi

/** Between letters that hardly ever follow each other within a word. */
const seams = new RegExp(
  [
    '(?<=q)(?!u)|(?<=j)(?![aeiou])|(?<=v)(?![aeiouy])|(?<=z)(?![aeiouyzlh])|(?<=[^aeinos])(?=q)',
    '(?<=x)(?=[bdfgjklmnqrsvwxz])|(?<=w)(?=[bcfgjkmpquvwxz])|(?<=[bcdfghkmpqtvwxz])(?=[jvx])',
    '(?<=[bfghkmpv])(?=[cdfgkwz])(?<!gg|ff)|(?<=[cfgkp])(?=[bdgmvwz])|(?<=[dt])(?=[bcfgkmp])',
    '(?<=[lr])(?=[hjqxz])|(?<=[hbc])(?=[bdgmnpvw])|(?<=u)(?=[uw])|(?<=[ai])(?=[ai]{2})|(?<=y)(?=y)',
  ].join('|'),
  'i',
)

/** Whether letters can be spoken, as a word can. */
function isWord(letters: string): boolean {
  if (letters.length < 4 || /[^aeiouy]{5}|[aeiouy]{4}/i.test(letters)) return false
  const vowels = letters.match(/[aeiouy]/gi)?.length ?? 0
  return vowels >= letters.length / 5 && vowels <= letters.length * 0.8
}

/** Marks characters that follow each other as in 1234, dcba or xxxx. */
function markSequences(value: string, marks: boolean[]): void {
  const step = (at: number) => value.charCodeAt(at + 1) - value.charCodeAt(at)
  for (let start = 0; start + 2 < value.length; start += 1) {
    const by = step(start)
    if (Math.abs(by) <= 1 && step(start + 1) === by) marks.fill(true, start, start + 3)
  }
}

/** The share of letters and digits that are words, or follow from those before them. */
export function explainedShare(value: string): number {
  const marks = Array.from<boolean>({ length: value.length }).fill(false)
  for (const { 0: run, index } of value.matchAll(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g)) {
    let at = index
    if (shortWords.test(run)) marks.fill(true, at, at + run.length)
    else {
      for (const piece of run.split(seams)) {
        if (isWord(piece)) marks.fill(true, at, at + piece.length)
        at += piece.length
      }
    }
  }
  // A year, a number of bits: digits by themselves.
  for (const { 0: run, index } of value.matchAll(/(?<![A-Za-z0-9])\d{1,4}(?![A-Za-z0-9])/g)) {
    marks.fill(true, index, index + run.length)
  }
  for (const { 0: run, index } of value.matchAll(keyboard)) {
    marks.fill(true, index, index + run.length)
  }
  markSequences(value, marks)
  const counted = [...marks.entries()].filter(([at]) => /[A-Za-z0-9]/.test(value.charAt(at)))
  return counted.length === 0 ? 1 : counted.filter(([, mark]) => mark).length / counted.length
}

/** Whether a short piece, repeated, is all of it. */
function isRepeated(value: string, maxLength: number): boolean {
  for (let length = 1; length <= maxLength && length <= value.length / 2; length += 1) {
    if ([...value].every((char, at) => char === value[at % length])) return true
  }
  return false
}

/** Keys of 8 random letters are guessed; whatever is shorter than this is a password at best. */
const minLength = 12
/** Random text has some words by chance; of 1,000 keys in base64 or hex, less than one has more. */
const maxExplained = 0.6

/** What no text has: control characters, and what stands for bytes that are none. */
const foreign = /[\p{Cc}\p{Co}\p{Cn}\uFFFD]/u

/** More of a value tells no more. */
const looksAt = 200

/** Whether a value looks as if it had been drawn at random: a key, not a word or a placeholder. */
export function looksRandom(whole: string): boolean {
  const written = whole.slice(0, looksAt)
  if (foreign.test(written)) return false
  // What is left of a text in another script is too short, or words without their accents.
  const value = written.normalize('NFD').replace(/[^\x20-\x7e]/gu, '')
  if (value.length < minLength) return false
  if (isReference(value) || isRepeated(value, 11) || new Set(value).size < 7) return false
  const isMixed = /\d/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value))
  if (!/[A-Za-z]/.test(value) || !(isMixed || value.length >= 20)) return false
  return explainedShare(value) < maxExplained
}

/** Words that passwords of examples are made of, in any order and with any digits between. */
const exampleWords = new RegExp(
  `^(?:${[
    'admin|and|api|app|backend|change|changeit|changeme|database|db|default|demo|dev|development',
    'dummy|enter|example|fake|foo|bar|baz|from|guest|here|hidden|host|in|insecure|insert|invalid',
    'it|key|letmein|local|localhost|mariadb|masked|me|mongo|mongodb|my|mysql|none|only|p|pass',
    'passwd|password|passwort|placeholder|please|postgres|postgresql|prod|production|pw|pwd',
    'rabbit|rabbitmq|redacted|redis|removed|replace|replaceme|root|sample|secret|set|some',
    'strong|super|supersecret|test|testing|the|this|to|todo|token|user|username|with|your|yours',
    'x+|\\d|[-_.!*]',
  ].join('|')})+$`,
  'i',
)

/** Whether a password is one that examples and defaults have. */
export function isExample(password: string): boolean {
  return isReference(password) || isRepeated(password, 3) || exampleWords.test(password)
}
