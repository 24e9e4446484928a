/**
 * Rewrites a deployed configuration to run on this machine, with as few changes as possible:
 * loopback ports, paths below the run's folder, our DNS and our backends. Paths become relative to
 * that folder, in which nginx starts.
 */
import { posix } from 'node:path'
import { inconclusive } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { configRoot, type NginxTree } from './deployed-nginx.ts'
import { applyEdits, type Edit, quoted } from './edits.ts'
import type { Directive } from './syntax.ts'
import {
  blockName,
  directivesOf,
  listenOf,
  type Placed,
  servers,
  variablesOf,
  walk,
} from './tree.ts'
import { type Upstreams, upstreamEdits } from './upstreams.ts'

export interface Wiring extends Upstreams {
  /** Ports of this machine, by port of the configuration. */
  ports: ReadonlyMap<number, number>
  /** The DNS server for upstream names. */
  dns: Address
  /** Values for directives everywhere; in the http block if they are nowhere. */
  settings: Readonly<Record<string, string>>
  /** More headers for every answer. */
  addHeaders?: Readonly<Record<string, string>>
  /** The account of nginx's workers; unset unless root starts it. */
  user?: string | undefined
}

const host = '127.0.0.1'
/** The error log of the run, relative to its folder. */
export const errorLog = 'logs/error.log'
/** Directives with a path as first argument. */
const paths = new Set([
  'include',
  'root',
  'alias',
  'auth_basic_user_file',
  'proxy_cache_path',
  'js_import',
  'ssl_certificate',
  'ssl_certificate_key',
  'ssl_trusted_certificate',
  'ssl_dhparam',
  'ssl_client_certificate',
  'ssl_password_file',
  'ssl_session_ticket_key',
  'ssl_crl',
  'client_body_temp_path',
  'proxy_temp_path',
  'fastcgi_temp_path',
  'uwsgi_temp_path',
  'scgi_temp_path',
  'proxy_ssl_trusted_certificate',
  'proxy_ssl_certificate',
])
/** Set by the engine, not by the deployment. */
const dropped = new Set(['user', 'pid', 'daemon', 'lock_file', 'master_process', 'load_module'])
const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => ({
  directive: `${kind}_temp_path`,
  path: `temp/${kind}`,
}))

/** The path of a file relative to the run's folder. */
export function placeOf(path: string): string {
  const absolute = posix.resolve(configRoot, path)
  const inside = posix.relative(configRoot, absolute)
  return inside.startsWith('..') ? posix.join('root', absolute) : inside
}

/** The access log's path in the run's folder; absent if it is off. */
export function accessLogOf({ args }: Directive): string | undefined {
  const [target] = args
  if (!target || target.value === 'off') return undefined
  return `logs/${target.value.replace(/[^\w.-]+/g, '-').replace(/^-+/, '')}`
}

class Rewriting {
  readonly edits: Edit[] = []
  readonly #wiring: Wiring

  constructor(wiring: Wiring) {
    this.#wiring = wiring
  }

  #replace({ file, start, end }: Directive, text: string): void {
    this.edits.push({ file, start, end, text })
  }

  #word({ file, args }: Directive, index: number, text: string): void {
    const word = args[index]
    if (word) this.edits.push({ file, start: word.start, end: word.end, text })
  }

  insert({ file, inside }: Directive, text: string): void {
    if (inside !== undefined) this.edits.push({ file, start: inside, end: inside, text })
  }

  #listen({ directive, within }: Placed): string {
    const listen = listenOf(directive)
    if (listen.unix) return ''
    const block = within.at(-1)?.block ?? []
    const alike = directivesOf(block, 'listen').map(listenOf)
    // On loopback, IPv6 would be the same port again.
    const twin = alike.some((other) => !other.ipv6 && !other.unix && other.port === listen.port)
    if (listen.ipv6 && twin) return ''
    const options = directive.args
      .slice(1)
      .map(({ value }) => value)
      .filter((option) => !/^(ipv6only=|bind$|reuseport$|fastopen=)/.test(option))
    if (options.includes('proxy_protocol'))
      throw inconclusive('cannot run this edge here: it expects the PROXY protocol')
    const address = `${host}:${this.#wiring.ports.get(listen.port)}`
    return `listen ${[address, ...options].join(' ')};`
  }

  #resolver(directive: Directive): void {
    const options = directive.args.map(({ value }) => value).filter((word) => word.includes('='))
    const { dns } = this.#wiring
    this.#replace(directive, `resolver ${[`${dns.host}:${dns.port}`, ...options].join(' ')};`)
  }

  #accessLog(directive: Directive): void {
    const file = accessLogOf(directive)
    if (file === undefined) return
    // Buffered lines would look like missing ones.
    const options = directive.args
      .slice(1)
      .map(({ value }) => value)
      .filter((option) => !/^(buffer|flush|gzip)/.test(option))
    const words = [file, ...options].map(quoted)
    this.#replace(directive, `access_log ${words.join(' ')};`)
  }

  /** Rewrites one directive. */
  visit(placed: Placed): void {
    const { directive, within } = placed
    const { name, args } = directive
    const { settings } = this.#wiring
    const value = settings[name]
    if (value !== undefined) this.#replace(directive, `${name} ${value};`)
    else if (name === 'listen' && blockName(placed) === 'server') {
      this.#replace(directive, this.#listen(placed))
    } else if (name === 'server' && blockName(placed) === 'http') this.#server(directive)
    else if (name === 'resolver') this.#resolver(directive)
    else if (name === 'access_log') this.#accessLog(directive)
    else if (name === 'error_log') {
      // Its notices show when a reload is done.
      const level = within.length === 0 ? 'notice' : (args[1]?.value ?? 'error')
      this.#replace(directive, `error_log ${errorLog} ${level};`)
    } else if (within.length === 0 && dropped.has(name)) this.#replace(directive, '')
    else if (paths.has(name) && args[0] && variablesOf(args[0]).length === 0) {
      this.#word(directive, 0, quoted(placeOf(args[0].value)))
    }
  }

  #server(directive: Directive): void {
    if (directivesOf(directive.block ?? [], 'listen').length > 0) return
    this.insert(directive, ` listen ${host}:${this.#wiring.ports.get(80)};`)
  }
}

/** All ports of the servers. */
export function portsOf(tree: NginxTree): number[] {
  const listens = servers(tree.directives).flatMap((server) => server.listens)
  return [...new Set(listens.filter(({ unix }) => !unix).map(({ port }) => port))]
}

/** Additional lines for the http block. */
function httpLines(http: Directive, tree: NginxTree, { settings }: Wiring): string[] {
  const block = http.block ?? []
  const lacks = (name: string) => directivesOf(block, name).length === 0
  const everywhere = new Set([...walk(tree.directives)].map(({ directive }) => directive.name))
  return [
    ...(lacks('access_log') ? ['access_log logs/access.log;'] : []),
    ...temporary
      .filter(({ directive }) => lacks(directive))
      .map(({ directive, path }) => `${directive} ${path};`),
    ...Object.entries(settings)
      .filter(([name]) => !everywhere.has(name))
      .map(([name, value]) => `${name} ${value};`),
  ]
}

/** A block with its own headers inherits none, so the additional ones go into each of those too. */
function addHeaders(rewriting: Rewriting, tree: NginxTree, wiring: Wiring): void {
  const lines = Object.entries(wiring.addHeaders ?? {}).map(
    ([name, value]) => ` add_header ${name} ${value} always;`,
  )
  if (lines.length === 0) return
  for (const { directive } of walk(tree.directives)) {
    const { name, block } = directive
    if (!block || name === 'include') continue
    const hasOwn = directivesOf(block, 'add_header').length > 0
    if (name === 'http' || hasOwn) rewriting.insert(directive, lines.join(''))
  }
}

/**
 * The rewritten files.
 * @returns by path as nginx sees it in the deployment
 */
export function rewrite(tree: NginxTree, main: string, wiring: Wiring): Map<string, string> {
  const rewriting = new Rewriting(wiring)
  for (const placed of walk(tree.directives)) rewriting.visit(placed)
  addHeaders(rewriting, tree, wiring)
  const { edits, blocks } = upstreamEdits(tree.directives, wiring)
  const http = tree.directives.find(({ name }) => name === 'http')
  if (http) rewriting.insert(http, [...httpLines(http, tree, wiring), ...blocks].join(' '))
  const files = applyEdits(tree.files, [...rewriting.edits, ...edits])
  const lacksErrorLog = directivesOf(tree.directives, 'error_log').length === 0
  const head = [
    ...(wiring.user === undefined ? [] : [`user ${wiring.user};`]),
    ...(lacksErrorLog ? [`error_log ${errorLog} notice;`] : []),
  ]
  return files.set(main, `${head.join(' ')}\n${files.get(main)}`)
}
