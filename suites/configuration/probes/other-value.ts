/** Another value for a variable of which only the sample's value is known. Pure. */

const booleans: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['on', 'off'],
]
/** Four digits that nothing prints by chance: no year, no usual port, no usual limit. */
const firstNumber = 7301

/** The opposite of a switch, spelt alike; undefined for any other value. */
function oppositeOf(value: string): string | undefined {
  const lower = value.toLowerCase()
  const pair = booleans.find((each) => each.includes(lower))
  const other = pair?.find((each) => each !== lower)
  if (other === undefined) return undefined
  if (value === lower) return other
  return value === value.toUpperCase()
    ? other.toUpperCase()
    : other[0]?.toUpperCase() + other.slice(1)
}

/** A value, and whether it is one that nobody else prints. */
export interface OtherValue {
  value: string
  isMarker: boolean
}

/**
 * A value of the same kind as the sample's: a switch, a number, a URL, an address of mail, or text.
 * @param serial tells the values of a start apart
 */
export function otherValue(sample: string, serial: number): OtherValue {
  const opposite = oppositeOf(sample)
  if (opposite !== undefined) return { value: opposite, isMarker: false }
  if (/^-?\d+(\.\d+)?$/.test(sample)) return { value: String(firstNumber + serial), isMarker: true }
  const name = `preflight-value-${serial}`
  const scheme = /^[a-z][\w+.-]*:\/\//i.exec(sample)?.[0]
  if (scheme) return { value: `${scheme}${name}.example.com`, isMarker: true }
  return { value: sample.includes('@') ? `${name}@example.com` : name, isMarker: true }
}
