/** Rates as backends write them: `5`, `5/minute`, `5 per 15 minutes`, `100/m; 1000/h`. Pure. */

/** A number of requests in a window. */
export interface Rate {
  requests: number
  /** Undefined if the text does not say. */
  windowSeconds: number | undefined
}

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

const units = 's|m|h|d|sec|secs|seconds?|mins?|minutes?|hr|hrs|hours?|days?'
/** Number, then perhaps a window: how many of which unit. */
const pattern = new RegExp(
  String.raw`^(\d+)(?:\s*(?:/|per|in|every)\s*(\d+(?:\.\d+)?)?\s*(${units}))?$`,
  'i',
)

/** Reads one rate; undefined if the text is none. */
export function readRate(text: string): Rate | undefined {
  const [, requests, times, unit] = pattern.exec(text.trim()) ?? []
  if (requests === undefined || Number(requests) === 0) return undefined
  const unitSeconds = unit === undefined ? undefined : secondsOf[unit.charAt(0).toLowerCase()]
  return {
    requests: Number(requests),
    windowSeconds: unitSeconds === undefined ? undefined : Number(times ?? 1) * unitSeconds,
  }
}

/**
 * Reads a list of rates, of which all hold: separated by `;` or `,`. Empty if one of them cannot be
 * read.
 */
export function readRates(text: string): Rate[] {
  const rates = text.split(/[;,]/).map(readRate)
  return rates.every((rate) => rate !== undefined) ? rates : []
}

/** The text of a rate with other numbers of requests, in the form that it has. */
export function rateLike(text: string | undefined, requests: (now: number) => number): string {
  if (text === undefined || readRates(text).length === 0) return String(requests(0))
  return text.replace(/(^|[;,]\s*)(\d+)/g, (_, before: string, now: string) => {
    return `${before}${requests(Number(now))}`
  })
}

/** The text of a rate with at least so many requests. */
export function raisedRate(text: string | undefined, requests: number): string {
  return rateLike(text, (now) => Math.max(now, requests))
}
