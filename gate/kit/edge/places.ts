/** Where a configuration passes requests on: one model, from which every check takes its paths. */
import { type Char, expansions } from './expansions.ts'
import { leadsNowhere, literalText, passAddress } from './pass-address.ts'
import type { Directive, Word } from './syntax.ts'
import { directivesOf, effective, locationMatch, variablesOf, walk } from './tree.ts'
import { Variables } from './variables.ts'

/** The directives that pass requests on, and what is spoken there. */
export const protocols = {
  proxy_pass: 'HTTP',
  fastcgi_pass: 'FastCGI',
  uwsgi_pass: 'uwsgi',
  scgi_pass: 'SCGI',
  grpc_pass: 'gRPC',
  memcached_pass: 'memcached',
} as const

export type Protocol = (typeof protocols)[keyof typeof protocols]

export interface Place {
  /** A number for the block; the same for a file that is included twice. */
  mark: number
  protocol: Protocol
  directive: Directive
  /** The address, as written. */
  word: Word
  /** The blocks that it stands in, outermost first. */
  within: readonly Directive[]
  server: Directive
  /** The innermost block: a `location`, or an `if` in one. */
  block: Directive
  /** `location /api/`. */
  name: string
  /** File and line. */
  at: string
  /**
   * Names and addresses that it goes to, of upstream blocks those of their servers; undefined if
   * only a request decides.
   */
  hosts: readonly string[] | undefined
  /** Hosts as the address itself names them, as far as they are known. */
  targets: readonly string[]
  /** It may go to a unix socket. */
  hasSocket: boolean
  /** It always does: a socket has no address that could change. */
  isSocket: boolean
  /** So does loopback: whatever replaces a backend of the same machine has its address, too. */
  isFixed: boolean
  /** Only other requests of nginx come here: of `auth_request` or `mirror`. */
  isSubrequest: boolean
}

/** `FILE:LINE`. */
export const lineOf = ({ file, line }: Directive) => `${file}:${line}`

const text = ({ name, args }: Directive) => [name, ...args.map(({ value }) => value)].join(' ')

function nameOf(within: readonly Directive[]): string {
  const location = within.findLast(({ name }) => name === 'location')
  const inner = within.at(-1)
  if (!location) return inner ? text(inner) : 'nowhere'
  return inner && inner !== location ? `${text(inner)} in ${text(location)}` : text(location)
}

/** Names of the servers in each upstream block, by its name. */
function upstreamBlocks(directives: readonly Directive[]): Map<string, string[]> {
  const blocks = [...walk(directives)].filter(({ directive }) => directive.name === 'upstream')
  return new Map(
    blocks.map(({ directive }) => {
      const servers = directivesOf(directive.block ?? [], 'server')
      const names = servers.flatMap(({ args }) => hostOf(args[0]?.value ?? '') ?? [])
      return [directive.args[0]?.value.toLowerCase() ?? '', names] as const
    }),
  )
}

/** Docker's name for the machine that a container runs on stays with it, too. */
const isLoopback = (host: string) =>
  /^(localhost|host\.docker\.internal|127(\.\d+){3}|\[::1\])$/.test(host)

/** The host of a literal address; `unix:` for a socket. */
export function hostOf(address: string): string | undefined {
  const chars: Char[] = [...address].map((each) => ({ text: each, at: [] }))
  const parts = passAddress(chars)
  return parts?.socket ? 'unix:' : parts && literalText(chars, parts.host)
}

/** Paths of locations that only serve subrequests. */
function subrequestPaths(server: Directive): Set<string | undefined> {
  const inside = [...walk(server.block ?? [])].map(({ directive }) => directive)
  return new Set(
    inside
      .filter(({ name }) => name === 'auth_request' || name === 'mirror')
      .map(({ args }) => args[0]?.value),
  )
}

function isSubrequest(within: readonly Directive[], server: Directive): boolean {
  const location = within.findLast(({ name }) => name === 'location')
  return location !== undefined && subrequestPaths(server).has(locationMatch(location).text)
}

export class Places {
  readonly all: readonly Place[]
  readonly variables: Variables
  readonly #blocks: ReadonlyMap<string, readonly string[]>

  constructor(directives: readonly Directive[]) {
    this.variables = new Variables(directives)
    this.#blocks = upstreamBlocks(directives)
    const marks = new Map<string, number>()
    this.all = [...walk(directives)].flatMap(({ directive, within }) => {
      const [word] = directive.args
      const server = within.find(({ name }) => name === 'server')
      // In `limit_except` nothing can be marked.
      const block = within.findLast(({ name }) => name === 'location' || name === 'if') ?? server
      if (!Object.hasOwn(protocols, directive.name) || !word || !server || !block) return []
      const key = `${block.file}:${block.start}`
      marks.set(key, marks.get(key) ?? marks.size + 1)
      const { hosts, targets, hasSocket } = this.#hostsOf({ word, in: directive }, within)
      return {
        mark: marks.get(key) as number,
        protocol: protocols[directive.name as keyof typeof protocols],
        directive,
        word,
        within,
        server,
        block,
        name: nameOf(within),
        at: lineOf(directive),
        hosts: hosts?.filter((host) => host !== 'unix:'),
        targets,
        hasSocket,
        isSocket: hosts?.every((host) => host === 'unix:') ?? false,
        isFixed: hosts?.every((host) => host === 'unix:' || isLoopback(host)) ?? false,
        isSubrequest: isSubrequest(within, server),
      }
    })
  }

  /** Whether a host and no port name an upstream block. */
  isBlock(host: string | undefined): boolean {
    return host !== undefined && this.#blocks.has(host.toLowerCase())
  }

  #hostsOf(source: { word: Word; in: Directive }, within: readonly Directive[]) {
    const targets = new Set<string>()
    const texts = expansions({ variables: this.variables, within }, source)
    const found = texts
      .filter((chars) => !leadsNowhere(chars))
      .map((chars) => {
        const parts = passAddress(chars)
        if (parts?.socket) return ['unix:']
        const host = parts && literalText(chars, parts.host)
        if (host === undefined) return undefined
        targets.add(host)
        return parts?.port ? [host] : (this.#blocks.get(host.toLowerCase()) ?? [host])
      })
    const isKnown = found.every((hosts) => hosts !== undefined)
    const hosts = isKnown ? [...new Set(found.flat().map((host) => host.toLowerCase()))] : undefined
    const hasSocket = found.some((each) => each?.includes('unix:'))
    return { hosts, targets: [...targets], hasSocket }
  }
}

/** Whether a place hands the decision who may come to another request. */
export function asksForPermission({ within }: Pick<Place, 'within'>): boolean {
  const [asked] = effective(within, 'auth_request')
  return asked !== undefined && asked.args[0]?.value !== 'off'
}

/** Whether requests to a place take an upgrade along. */
export function passesUpgrade({ within }: Pick<Place, 'within'>): boolean {
  return effective(within, 'proxy_set_header').some(({ args }) => {
    return args[0]?.value.toLowerCase() === 'upgrade' && args[1]?.value !== ''
  })
}

/** Whether the address has a variable. */
export const isVariable = ({ word }: Pick<Place, 'word'>) => variablesOf(word).length > 0
