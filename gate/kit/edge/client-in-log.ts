/**
 * Where in its log a backend says who its client is. A log may repeat what a request's headers
 * claim, and that is no belief: so the place is learned from a request that claims nothing.
 */
import { stripVTControlCharacters } from 'node:util'

/** A list of addresses, and nothing else. */
const addressList = /^[\da-f.:,\s[\]]*$/i

/** The strings of a JSON line by their paths, text before it too; undefined if it is no JSON. */
function stringsOf(line: string): [path: string, text: string][] | undefined {
  const strings: [string, string][] = []
  const collect = (value: unknown, path: string) => {
    if (typeof value === 'string') strings.push([path, value])
    else if (typeof value === 'object' && value !== null) {
      const isList = Array.isArray(value)
      for (const [key, inner] of Object.entries(value)) {
        collect(inner, `${path}.${isList ? '' : key}`)
      }
    }
  }
  const start = line.indexOf('{')
  if (start < 0) return undefined
  try {
    collect(JSON.parse(line.slice(start)), '')
    return [['', line.slice(0, start)], ...strings]
  } catch {
    return undefined
  }
}

/** Where an address begins in a text. */
function positionsOf(text: string, address: string): number[] {
  const pattern = new RegExp(`(?<![\\d.])${address.replaceAll('.', '\\.')}(?![\\d]|\\.\\d)`, 'g')
  return [...text.matchAll(pattern)].map(({ index }) => index)
}

/** What names a place in a text: the word that leads to it, or how many words come before. */
function labelAt(text: string, at: number): string {
  const before = text.slice(0, at).replace(/::ffff:$/i, '')
  const [last = ''] = /[^\s,;{(]*$/.exec(before) ?? []
  if (/[\p{L}\d]/u.test(last)) return last.replace(/\d+/g, '0')
  const rest = before.slice(0, before.length - last.length).trimEnd()
  const [leading = ''] = /\S*$/.exec(rest) ?? []
  if (/[:=]$/.test(leading)) return `${leading} ${last}`
  const words = rest === '' ? 0 : rest.split(/\s+/).length
  return `${last}#${words}`
}

/** The places of a log line in which an address stands. */
export function fieldsOf(line: string, address: string): string[] {
  const plain = stripVTControlCharacters(line)
  const strings = stringsOf(plain) ?? [['', plain] as const]
  return strings.flatMap(([path, text]) => {
    const positions = positionsOf(text, address)
    const isList = path !== '' && addressList.test(text)
    return positions.map((at) => (isList ? path : `${path} ${labelAt(text, at)}`))
  })
}

/**
 * The places in which the lines of a request name its client.
 * @param lines while nobody but the peer itself had the address
 */
export function clientFields(lines: readonly string[], address: string): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => fieldsOf(line, address)))
}

/** Whether a line names somebody as the client, and nobody else with them. */
export function namesClient(
  line: string,
  fields: ReadonlySet<string>,
  { claimed, truth }: { claimed: string; truth: string },
): boolean {
  const isNamed = (address: string) => fieldsOf(line, address).some((field) => fields.has(field))
  return isNamed(claimed) && !isNamed(truth)
}
