/**
 * The least that has to change for a deployed configuration to run on this machine: ports of
 * loopback, paths below the run's folder, our DNS, and backends of ours. Paths become relative:
 * nginx starts them all in that folder.
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
  /** By the port that the configuration listens on: the one of this machine. */
  ports: ReadonlyMap<number, number>
  /** Answers for the names of upstreams. */
  dns: Address
  /** Directives with the value that they get wherever they stand, and in http if nowhere. */
  settings: Readonly<Record<string, string>>
  /** Headers that every answer gets besides its own. */
  addHeaders?: Readonly<Record<string, string>>
  /** The account that nginx' workers get; left to nginx if it is not root that starts it. */
  user?: string | undefined
}

const host = '127.0.0.1'
/** The error log of the run, relative to its folder. */
export const errorLog = 'logs/error.log'
/** Theirs are paths in the first argument. */
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
/** The engine's business, not the deployment's. */
const dropped = new Set(['user', 'pid', 'daemon', 'lock_file', 'master_process', 'load_module'])
const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => ({
  directive: `${kind}_temp_path`,
  path: `temp/${kind}`,
}))

/** Where a file lies in the run's folder, relative to it. */
export function placeOf(path: string): string {
  const absolute = posix.resolve(configRoot, path)
  const inside = posix.relative(configRoot, absolute)
  return inside.startsWith('..') ? posix.join('root', absolute) : inside
}

/** The file of the run's folder that an access log goes to; absent if it is not logged. */
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
    // On loopback the IPv6 twin of a port would be the same port once more.
    const twin = alike.some((other) => !other.ipv6 && !other.unix && other.port === listen.port)
    if (listen.ipv6 && twin) return ''
    const options = directive.args
      .slice(1)
      .map(({ value }) => value)
      .filter((option) => !/^(ipv6only=|bind$|reuseport$|fastopen=)/.test(option))
    if (options.includes('proxy_protocol')) throw inconclusive('the edge expects PROXY protocol')
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
    // Lines that wait in a buffer would look like lines that are missing.
    const options = directive.args
      .slice(1)
      .map(({ value }) => value)
      .filter((option) => !/^(buffer|flush|gzip)/.test(option))
    const words = [file, ...options].map(quoted)
    this.#replace(directive, `access_log ${words.join(' ')};`)
  }

  /** Changes one directive. */
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
      // Its notices tell when a reload is done.
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

/** Every port that the servers listen on. */
export function portsOf(tree: NginxTree): number[] {
  const listens = servers(tree.directives).flatMap((server) => server.listens)
  return [...new Set(listens.filter(({ unix }) => !unix).map(({ port }) => port))]
}

/** Lines for the http block: what it does not say itself, and what is asked for. */
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

/** A block with headers of its own inherits none: the further ones go into each of those too. */
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
 * The texts with which the configuration runs here.
 * @returns by path as nginx of the deployment sees it
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
