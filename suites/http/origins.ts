/** What the deployed list of origins holds: origins, and what is none. Pure. */

export interface OriginList {
  /** Origins as browsers send them: scheme, host and port, in lower case. */
  origins: string[]
  /** Entries that may stand for many: `*`, `https://*.example.com`, a regular expression. */
  patterns: string[]
  /** Entries that are neither: `true`, a bare host name, a URL with a path. */
  others: string[]
}

/** An entry as a browser sends the origin; undefined if it is none. */
export function originOf(entry: string): string | undefined {
  const url = URL.parse(entry)
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined
  if (url.hostname.includes('*') || url.username !== '' || url.search + url.hash !== '') {
    return undefined
  }
  // `https:example.com` is parsed as well, and is no origin.
  const isWhole = /^https?:\/\/[^/?#\\\s]+\/?$/i.test(entry)
  return isWhole && url.pathname === '/' ? url.origin : undefined
}

const regularExpression = /^\/.*\/[a-z]*$|[\\^$()|[\]{}]|\.[*+]/

/** Sorts the entries of a list. */
export function readOrigins(entries: readonly string[]): OriginList {
  const list: OriginList = { origins: [], patterns: [], others: [] }
  for (const entry of entries) {
    const origin = originOf(entry)
    if (origin !== undefined) list.origins.push(origin)
    else if (entry.includes('*') || regularExpression.test(entry)) list.patterns.push(entry)
    else list.others.push(entry)
  }
  return list
}

/** A host that only the owner of a listed origin can have: itself, or a name below it. */
function belongsTo(host: string, origins: readonly string[]): boolean {
  const owned = origins.map((origin) => URL.parse(origin)?.hostname ?? '')
  return owned.some((name) => host === name || host.endsWith(`.${name}`))
}

/** The domain of a pattern such as `https://*.example.com`, as far as it can be read. */
function domainOf(pattern: string): string | undefined {
  const plain = pattern.replaceAll('\\.', '.').replaceAll('\\/', '/')
  return /([a-z0-9-]+(?:\.[a-z0-9-]+)+)[/$:)]*[a-z]*$/i.exec(plain)?.[1]?.toLowerCase()
}

/**
 * Unlisted origins: look-alikes of the listed ones, and others. If there are patterns, those that
 * one of them may well mean are left out.
 */
export function foreignOrigins({ origins, patterns, others: entries }: OriginList): string[] {
  const domains = patterns.flatMap((pattern) => domainOf(pattern) ?? [])
  const known = [...origins, ...domains.map((domain) => `https://${domain}`)]
  const others = ['null', 'https://attacker.example', 'file://', ...ofDevelopers]
  const all = [...new Set([...known.flatMap(lookAlikes), ...others])]
  const meant = (origin: string) => {
    const host = URL.parse(origin)?.hostname ?? ''
    return patterns.length > 0 && belongsTo(host, known)
  }
  // Apps have origins of their own; "null" is that of any page in a frame, listed or not.
  const isListed = (origin: string) =>
    origins.includes(origin) || (origin !== 'null' && entries.includes(origin))
  return all.filter((origin) => !isListed(origin) && !meant(origin))
}

/** Where pages come from on the machines of developers: lists of theirs end up in production. */
const ofDevelopers = [
  'http://localhost',
  ...['3000', '4200', '5173', '8000', '8080'].map((port) => `http://localhost:${port}`),
  'http://127.0.0.1:3000',
  'http://127.0.0.1:5173',
]

/** The host with each of its dots in turn replaced, as a pattern with a bare dot matches. */
function withoutADot(hostname: string): string[] {
  const dots = [...hostname.matchAll(/\./g)].map(({ index }) => index)
  return dots.map((at) => `${hostname.slice(0, at)}x${hostname.slice(at + 1)}`)
}

function lookAlikes(origin: string): string[] {
  const url = URL.parse(origin)
  if (!url) return []
  const { protocol, hostname, port } = url
  const at = port === '' ? '' : `:${port}`
  const otherScheme = protocol === 'https:' ? 'http:' : 'https:'
  return [
    `${protocol}//not${hostname}${at}`,
    `${protocol}//${hostname}.attacker.example${at}`,
    `${protocol}//attacker.example.${hostname}${at}`,
    ...withoutADot(hostname).map((host) => `${protocol}//${host}${at}`),
    `${protocol}//${hostname}${at === '' ? ':8443' : `${at}1`}`,
    `${otherScheme}//${hostname}${at}`,
    `${protocol}//${hostname}${at}.attacker.example`,
    `${protocol}//${hostname}_.attacker.example`,
  ]
}
