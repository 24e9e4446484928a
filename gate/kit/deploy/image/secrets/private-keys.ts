/** Private keys in a text, however it was quoted, indented or encoded. Pure. */
import { explainedShare } from './randomness.ts'

const header = /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/g
/** Lines of PEM and of PGP that stand between the header and the key. */
const fields = /(Proc-Type|DEK-Info|Version|Comment|Hash|Charset):[^\n\\]*/g
/** What ends a line of a key in JSON, YAML, environment files, URLs and source code. */
const between = /\\+[nrt]|%0A|&#1[03];|<br>|[\s"'`,;|>#*.\\]/gi
const left = /\.\.\.|…|\$\{|\{\{|<[A-Za-z]|\[/
/** The smallest key, of Ed25519, has 64 characters; an example that was cut short has fewer. */
const minKey = 40
/** A key has few words in it. */
const maxExplained = 0.6
/** Enough of a key to know it as one. */
const looksAt = 2_000

function isKey(body: string): boolean {
  if (left.test(body)) return false
  const lines = body.replace(fields, '').replace(between, ' ')
  const [key = ''] = /^[A-Za-z0-9+/=]*/.exec(lines.replaceAll(' ', '')) ?? []
  if (key.length < minKey || new Set(key).size < 10) return false
  return explainedShare(lines.trimStart().slice(0, 200)) < maxExplained
}

function hasPem(text: string): boolean {
  for (const { 0: line, index } of text.matchAll(header)) {
    const start = index + line.length
    const [body = ''] = text.slice(start, start + looksAt).split('-----', 1)
    if (isKey(body)) return true
  }
  return false
}

/** The beginning of every PEM file, in base64. */
const encodedPem = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{60,6000}/g
/** The beginning of a JSON object in base64: an account's key file, say. A key is long. */
const encodedJson = /(?<![A-Za-z0-9+/])(?:eyJ|eyA|ew[o0])[A-Za-z0-9+/]{200,12000}/g
const jsonWebKey = /"kty"\s*:|"(?:d|k)"\s*:\s*"[\w-]{32,}"/g
const otherKeys = /\bAGE-SECRET-KEY-1[0-9A-Z]{50,}|^Private-Lines: \d+\s+[A-Za-z0-9+/]{40}/m

/** Whether there is a private JSON Web Key: its type and its secret part within one object. */
function hasJsonWebKey(text: string): boolean {
  const found = [...text.matchAll(jsonWebKey)]
  return found.some(({ 0: part, index }, at) => {
    const next = found[at + 1]
    if (!next || next.index - index > looksAt) return false
    return part.startsWith('"kty"') !== next[0].startsWith('"kty"')
  })
}

/** Whether a text holds a private key; a header alone, or an example that was cut, is none. */
export function hasPrivateKey(text: string): boolean {
  if (hasPem(text) || otherKeys.test(text) || hasJsonWebKey(text)) return true
  const encodings = [encodedPem, encodedJson].flatMap((each) => [...text.matchAll(each)])
  return encodings.some(([encoded]) => hasPem(Buffer.from(encoded, 'base64').toString('latin1')))
}
