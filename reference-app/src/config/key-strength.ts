/** 32 bytes: the output of both recommended generators. */
const neededBits = 256
/** A word of a diceware list of 7776 words. */
const bitsPerWord = 12.9
const bitsPerDigit = 3.32

/** A longer prefix says nothing new about a key's strength. */
const judgedLength = 1_024

/**
 * Why a key is too weak, or undefined. Entropy is judged as written: hexadecimal counts 4 bits a
 * character, base64 6, a passphrase by its words, other text by the character classes it uses.
 */
export function keyWeakness(key: string): string | undefined {
  const written = key.trim().slice(0, judgedLength)
  const text = decodedText(written) ?? written
  if (isTrivial(text) || isTrivial(written)) return 'is too weak: it repeats itself'
  const bits = writtenBits(shortestUnit(text))
  if (bits >= neededBits) return undefined
  return 'is too weak: fewer than 32 bytes of entropy as written'
}

/** One character or a short pattern repeated, or mostly a run such as 0123 or abcd. */
export function isTrivial(text: string): boolean {
  const unit = shortestUnit(text)
  if (unit.length < text.length && unit.length <= 16) return true
  if (new Set(text).size <= Math.min(6, text.length / 4)) return true
  return runShare(text, 1) >= 0.7 || runShare(text, 2) >= 0.7
}

/**
 * The text that a key in hexadecimal or base64 encodes, if it is text: 32 random bytes are all
 * printable once in 10^13 keys. Undefined for anything else.
 */
export function decodedText(key: string): string | undefined {
  const isHex = /^([0-9a-f]{2}){8,}$/i.test(key)
  if (!isHex && !/^[A-Za-z0-9+/_-]{12,}={0,2}$/.test(key)) return undefined
  const text = Buffer.from(key, isHex ? 'hex' : 'base64').toString('latin1')
  return /^[\x20-\x7e]{12,}$/.test(text) ? text : undefined
}

function writtenBits(text: string): number {
  const body = text.replace(/=+$/, '')
  if (/^[0-9a-f]+$/i.test(body)) return body.length * (/^\d+$/.test(body) ? bitsPerDigit : 4)
  if (isPassphrase(body)) return passphraseBits(body)
  const mixedCase = /[a-z]/.test(body) && /[A-Z]/.test(body)
  if (mixedCase && /^[A-Za-z0-9+/_-]+$/.test(body)) return body.length * 6
  return body.length * Math.log2(alphabetSize(body))
}

/** Words of one case between separators: `correct-horse-battery-staple`. */
function isPassphrase(text: string): boolean {
  const parts = text.split(/[^A-Za-z0-9]+/).filter((part) => part !== '')
  return parts.length >= 3 && parts.every((part) => /^([A-Z]?[a-z]+|[A-Z]+|\d+)$/.test(part))
}

function passphraseBits(text: string): number {
  const wordCount = (text.match(/[A-Za-z]+/g) ?? []).length
  const digitCount = (text.match(/\d/g) ?? []).length
  return wordCount * bitsPerWord + digitCount * bitsPerDigit
}

function alphabetSize(text: string): number {
  const classes: [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[^A-Za-z0-9]/, 33],
  ]
  const size = classes.reduce((sum, [pattern, count]) => sum + (pattern.test(text) ? count : 0), 0)
  return Math.max(size, 1)
}

/** The shortest prefix that, repeated, gives the whole text. */
function shortestUnit(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const unit = text.slice(0, length)
    if (unit.repeat(Math.ceil(text.length / length)).startsWith(text)) return unit
  }
  return text
}

/**
 * Share of characters that are equal to the one `stride` before them, or next to it in the
 * alphabet. Random hexadecimal has about 18 %.
 */
function runShare(text: string, stride: number): number {
  if (text.length < 2 * stride + 2) return 0
  const sequence = '0123456789abcdefghijklmnopqrstuvwxyz'
  const ranks = [...text.toLowerCase()].map((character) => sequence.indexOf(character))
  const near = ranks.filter((rank, index) => {
    const before = ranks[index - stride] ?? -1
    return rank >= 0 && before >= 0 && Math.abs(rank - before) <= 1
  })
  return near.length / (text.length - stride)
}
