/** Queries on a parsed configuration. */
import { isIPv6 } from 'node:net'
import type { Directive, Word } from './syntax.ts'

/** A directive with its enclosing blocks, outermost first, without includes. */
export interface Placed {
  directive: Directive
  within: readonly Directive[]
}

/** Every directive, in order. */
export function* walk(
  directives: readonly Directive[],
  within: readonly Directive[] = [],
): Generator<Placed> {
  for (const directive of directives) {
    yield { directive, within }
    if (!directive.block) continue
    yield* walk(directive.block, directive.name === 'include' ? within : [...within, directive])
  }
}

/** The name of the innermost block. */
export function blockName({ within }: Placed): string | undefined {
  return within.at(-1)?.name
}

/** The directives of a name directly in a block, including included ones. */
export function directivesOf(directives: readonly Directive[], name: string): Directive[] {
  return directives.flatMap((directive) => {
    if (directive.name === name) return [directive]
    return directive.name === 'include' ? directivesOf(directive.block ?? [], name) : []
  })
}

/**
 * The effective directives of a name: those of the innermost block that has any.
 * @param within the blocks, outermost first
 */
export function effective(within: readonly Directive[], name: string): Directive[] {
  for (const block of within.toReversed()) {
    const found = directivesOf(block.block ?? [], name)
    if (found.length > 0) return found
  }
  return []
}

export interface LocationMatch {
  kind: 'exact' | 'prefix' | 'pattern' | 'named'
  /** The path, the regular expression or the name. */
  text: string
  /** A pattern that is blind to case. */
  isCaseless: boolean
}

/** What a location matches. The modifier may touch what it modifies. */
export function locationMatch({ args }: Directive): LocationMatch {
  const words = args.map(({ value }) => value)
  const [, modifier = '', text = ''] = /^(=|\^~|~\*|~)?(.*)$/s.exec(words.join('')) ?? []
  const isPattern = modifier.startsWith('~')
  const ofText = text.startsWith('@') ? 'named' : 'prefix'
  const kind = modifier === '=' ? 'exact' : isPattern ? 'pattern' : ofText
  return { kind, text, isCaseless: modifier === '~*' }
}

export interface Listen {
  /** 80 if only an address is given. */
  port: number
  ipv6: boolean
  /** A unix socket, or QUIC: no client of the gate gets in there. */
  isUnreachable: boolean
  tls: boolean
}

/** The address of a `listen` directive. */
export function listenOf({ args }: Directive): Listen {
  const [address, ...options] = args.map(({ value }) => value)
  const text = address ?? ''
  const port = /^\d+$/.test(text) ? text : (/[:\]]:?(\d+)$/.exec(text)?.[1] ?? '80')
  const ipv6 = text.startsWith('[') || isIPv6(text)
  const isUnreachable = text.startsWith('unix:') || options.includes('quic')
  return { port: Number(port), ipv6, isUnreachable, tls: options.includes('ssl') }
}

export interface ServerBlock {
  block: Directive
  listens: readonly Listen[]
  /** Names as written, patterns too. */
  names: readonly string[]
  /** Whether it proxies requests. */
  proxies: boolean
}

const nginxDefaultListen: Listen = { port: 80, ipv6: false, isUnreachable: false, tls: false }

/** Directives that pass requests on. */
const passing = new Set(['proxy', 'fastcgi', 'uwsgi', 'scgi', 'grpc'].map((kind) => `${kind}_pass`))

/** The servers of the http block. */
export function servers(directives: readonly Directive[]): ServerBlock[] {
  return [...walk(directives)]
    .filter((placed) => placed.directive.name === 'server' && blockName(placed) === 'http')
    .map(({ directive: block }) => {
      const inside = block.block ?? []
      const tls = directivesOf(inside, 'ssl').some(({ args }) => args[0]?.value === 'on')
      const listens = directivesOf(inside, 'listen').map((listen) => {
        const known = listenOf(listen)
        return { ...known, tls: known.tls || tls }
      })
      return {
        block,
        listens: listens.length > 0 ? listens : [nginxDefaultListen],
        names: directivesOf(inside, 'server_name').flatMap(({ args }) =>
          args.map(({ value }) => value),
        ),
        proxies: [...walk(inside)].some(({ directive }) => passing.has(directive.name)),
      }
    })
}

/** Whether a server name is a plain name, not a pattern. */
export function isPlainName(name: string): boolean {
  return /^[\w-]+(\.[\w-]+)*$/.test(name) && name !== '_'
}

/** The variables in a word: `$a` and `${a}`. */
export function variablesOf({ value }: Pick<Word, 'value'>): string[] {
  return [...value.matchAll(/\$\{?(\w+)/g)].map((match) => match[1] as string)
}
