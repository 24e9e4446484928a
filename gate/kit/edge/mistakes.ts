/** Finds well-known mistakes that nginx accepts, in the parsed configuration. */
import { clientHostIn, foreignNames, isGuarded, type Tainted } from './client-host.ts'
import { connectionsAboveFiles } from './connection-limits.ts'
import type { Directive, Word } from './syntax.ts'
import { directivesOf, locationMatch, type Placed, variablesOf, walk } from './tree.ts'
import { Variables } from './variables.ts'

export type MistakeKind =
  | 'host spoofing'
  | 'headers lost by inheritance'
  | 'alias traversal'
  | 'header splitting'
  | 'connections above open files'

export interface Mistake {
  kind: MistakeKind
  /** File and line. */
  place: string
  what: string
}

/** Security headers; losing others may be intended. */
const protective = new Set([
  'x-frame-options',
  'x-content-type-options',
  'x-xss-protection',
  'strict-transport-security',
  'content-security-policy',
  'referrer-policy',
  'permissions-policy',
])
/** Headers that a backend relies on. */
const telling = new Set([
  'host',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-real-ip',
  'forwarded',
])

/** Headers that tell a backend which host it is asked for. */
const namesHost = /^((x-forwarded-)?host|forwarded)$/i

/** Variables with the path as it is after decoding. */
const decoded = new Set(['uri', 'document_uri'])

const placeOf = ({ file, line }: Directive) => `${file}:${line}`
const headerName = ({ args }: Directive) => args[0]?.value.toLowerCase() ?? ''

/** The client's Host header reaches the backend without matching the server name. */
function hostSpoofing({ directive, within }: Placed, tainted: Tainted): string | undefined {
  const [header, ...values] = directive.args
  const isPassedOn = /^(proxy|grpc)_set_header$/.test(directive.name)
  if (!isPassedOn || !header || !namesHost.test(header.value)) return undefined
  if (isGuarded(within, tainted)) return undefined
  const [way] = values.flatMap((word) => {
    const variables = clientHostIn(word, within, tainted)
    return variables ? [variables.map((name) => `$${name}`).join(' = ')] : []
  })
  return way && `${header.value} is set to ${way}, which the client controls: use $host`
}

/** A directive of this kind in a block drops those of the outer blocks. */
function lostByInheritance(
  block: Directive,
  within: readonly Directive[],
  directive: 'add_header' | 'proxy_set_header',
): string | undefined {
  const here = directivesOf(block.block ?? [], directive).map(headerName)
  if (here.length === 0) return undefined
  const around = within
    .toReversed()
    .find((outer) => directivesOf(outer.block ?? [], directive).length > 0)
  const matter = directive === 'add_header' ? protective : telling
  const lost = directivesOf(around?.block ?? [], directive)
    .map(headerName)
    .filter((name) => matter.has(name) && !here.includes(name))
  if (lost.length === 0) return undefined
  return `its ${directive} drops ${[...new Set(lost)].join(', ')} of the outer blocks`
}

/** `/files` with the alias `/srv/files/`: `/files../secret` becomes `/srv/files/../secret`. */
function aliasTraversal(block: Directive): string | undefined {
  if (block.name !== 'location') return undefined
  const { kind, text: prefix } = locationMatch(block)
  const [alias] = directivesOf(block.block ?? [], 'alias')
  const target = alias?.args[0]?.value ?? ''
  if (kind !== 'prefix' || !prefix.startsWith('/') || prefix.endsWith('/')) return undefined
  return target.endsWith('/')
    ? `location ${prefix} allows leaving ${target} with ${prefix}..`
    : undefined
}

/** Directives that write a header or a request line. */
const writing = new Set(['add_header', 'proxy_set_header', 'proxy_pass', 'return'])

/**
 * `$uri` is the path with its escapes decoded: a line break in it ends a header, and the rest is
 * another one. A location of one path has no other `$uri`; what a pattern lets in is not known.
 */
function headerSplitting({ directive, within }: Placed, variables: Variables): string | undefined {
  if (!writing.has(directive.name) || !hasAnyPath(within)) return undefined
  const [code] = directive.args
  const isBody = directive.name === 'return' && !/^(?:30\d$|\D)/.test(code?.value ?? '')
  if (isBody) return undefined
  const [way] = directive.args.flatMap((word) => {
    const names = pathIn(word, within, variables)
    return names ? [names.map((name) => `$${name}`).join(' = ')] : []
  })
  return way && `${directive.name} writes ${way}, in which a client can end the line: ${instead}`
}

const instead = 'use $request_uri'

/** Whether requests for more paths than one come to a place, by a prefix. */
function hasAnyPath(within: readonly Directive[]): boolean {
  const location = within.findLast(({ name }) => name === 'location')
  return !location || locationMatch(location).kind === 'prefix'
}

/** The variables through which a word carries the decoded path; undefined if it does not. */
function pathIn(
  word: Word,
  within: readonly Directive[],
  variables: Variables,
  seen: readonly string[] = [],
): string[] | undefined {
  for (const name of variablesOf(word).map((each) => each.toLowerCase())) {
    if (decoded.has(name)) return [name]
    if (seen.includes(name)) continue
    for (const source of variables.sources(name, within)) {
      // What a table has for a key of its own is known; and so is the path of an exact location.
      const isOpen = source.isSet ? hasAnyPath(source.within) : source.key === 'default'
      const way = isOpen && pathIn(source.word, within, variables, [...seen, name])
      if (way) return [name, ...way]
    }
  }
  return undefined
}

/** All mistakes of these kinds, each once, even if its file is included several times. */
export function knownMistakes(directives: readonly Directive[]): Mistake[] {
  const found = new Map<string, Mistake>()
  const note = (kind: MistakeKind, directive: Directive, what: string | undefined) => {
    if (what === undefined) return
    const mistake = { kind, place: placeOf(directive), what }
    found.set(JSON.stringify(mistake), mistake)
  }
  const tainted = { variables: new Variables(directives), foreign: foreignNames(directives) }
  for (const { directive, within } of walk(directives)) {
    note('header splitting', directive, headerSplitting({ directive, within }, tainted.variables))
    note('host spoofing', directive, hostSpoofing({ directive, within }, tainted))
    if (!directive.block || directive.name === 'include') continue
    note('alias traversal', directive, aliasTraversal(directive))
    for (const name of ['add_header', 'proxy_set_header'] as const) {
      const what = lostByInheritance(directive, within, name)
      note('headers lost by inheritance', directive, what)
    }
  }
  const above = connectionsAboveFiles(directives)
  if (above) note('connections above open files', above.directive, above.what)
  return [...found.values()]
}
