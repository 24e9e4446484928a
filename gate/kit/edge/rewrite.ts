/**
 * Rewrites a deployed configuration to run on this machine, with as few changes as possible:
 * loopback ports, paths below the run's folder, our DNS and our backends. Paths become relative to
 * that folder, in which nginx starts.
 */
import { isIP } from 'node:net'
import { posix } from 'node:path'
import { inconclusive } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { configRoot } from './deployed-nginx.ts'
import { applyEdits, type Edit, quoted } from './edits.ts'
import type { NginxTree } from './nginx-tree.ts'
import { Places } from './places.ts'
import { isOfRuntimeNames } from './runtime-names.ts'
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
import { noveltyOf } from './versions.ts'

export interface Wiring extends Upstreams {
  /** Ports of this machine, by port of the configuration. */
  ports: ReadonlyMap<number, number>
  /** The DNS server for upstream names. */
  dns: Address
  /** Values for directives everywhere, and of the http block for those who set none. */
  settings: Readonly<Record<string, string>>
  /** Values of the http block for directives that it lacks. */
  defaults?: Readonly<Record<string, string>>
  /** More headers for every answer. */
  addHeaders?: Readonly<Record<string, string>>
  /** Adds {@link placeHeader} to every answer: which place passed the request on, and where to. */
  marksPlaces?: boolean
  /** The account of nginx's workers; unset unless root starts it. */
  user?: string | undefined
}

const host = '127.0.0.1'
/** `MARK@ADDRESS` of a {@link Place}, with nothing behind the `@` if nothing was passed on. */
export const placeHeader = 'x-preflight-place'
const markVariable = '$preflight_place'
/** Without any `listen`, a server would listen on port 80 of this machine. */
const portOfUnreachable = 0
/** The error log of the run, relative to its folder. */
export const errorLog = 'logs/error.log'
/** What nginx cannot do for its machine's sake is printed too: the gate listens for it. */
const errorLogs = (level: string) => `error_log ${errorLog} ${level}; error_log stderr crit;`
/** Directives with a path as first argument. */
const paths = new Set([
  'include',
  'root',
  'alias',
  'auth_basic_user_file',
  'js_import',
  'ssl_dhparam',
  'ssl_client_certificate',
  'ssl_session_ticket_key',
  ...['', 'proxy_', 'grpc_', 'uwsgi_'].flatMap((prefix) =>
    ['certificate', 'certificate_key', 'trusted_certificate', 'password_file', 'crl'].map(
      (kind) => `${prefix}ssl_${kind}`,
    ),
  ),
])
/** In their blocks there are keys, and no directives. */
const tables = new Set(['map', 'geo', 'split_clients', 'types'])
/** Folders that nginx fills. It creates one itself, but not those that it is in. */
const stores = /^(proxy|fastcgi|uwsgi|scgi)_(cache|temp)_path$|^client_body_temp_path$/
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

  drop(directive: Directive): void {
    this.#replace(directive, '')
  }

  insert({ file, inside }: Directive, text: string): void {
    if (inside !== undefined) this.edits.push({ file, start: inside, end: inside, text })
  }

  #listen({ directive, within }: Placed): string {
    const listen = listenOf(directive)
    if (listen.isUnreachable) return ''
    const block = within.at(-1)?.block ?? []
    const alike = directivesOf(block, 'listen').map(listenOf)
    // On loopback, IPv6 would be the same port again.
    const twin = alike.some(
      (other) => !other.ipv6 && !other.isUnreachable && other.port === listen.port,
    )
    if (listen.ipv6 && twin) return ''
    const options = directive.args
      .slice(1)
      .map(({ value }) => value)
      .filter((option) => !/^(ipv6only=|bind$|reuseport$|fastopen=|multipath$)/.test(option))
    if (options.includes('proxy_protocol'))
      throw inconclusive('cannot run this edge here: it expects the PROXY protocol')
    const address = `${host}:${this.#wiring.ports.get(listen.port)}`
    return `listen ${[address, ...options].join(' ')};`
  }

  #resolver(directive: Directive): void {
    // Newer than the nginx of this machine may be; and here all addresses are of IPv4.
    const options = directive.args
      .map(({ value }) => value)
      .filter((word) => word.includes('=') && !word.startsWith('ipv4='))
    const { dns } = this.#wiring
    this.#replace(directive, `resolver ${[`${dns.host}:${dns.port}`, ...options].join(' ')};`)
  }

  #store(directive: Directive): void {
    const path = directive.args[0]?.value ?? ''
    this.#word(directive, 0, quoted(`temp/${directive.name}-${path.replace(/[^\w.]+/g, '-')}`))
  }

  /** A name is looked up when nginx starts. */
  #trustedPeer(directive: Directive): void {
    const [peer] = directive.args
    if (!peer || peer.value === 'unix:' || isIP(peer.value.replace(/\/.*/, ''))) return
    const [address] = this.#wiring.addressesOf(peer.value)
    if (address) this.#word(directive, 0, address)
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
    // Newer than the nginx of this machine may be, and without effect on what is asked here.
    if (noveltyOf(placed)?.isUnseen) this.#replace(directive, '')
    else if (value !== undefined && !tables.has(String(blockName(placed))))
      this.#replace(directive, `${name} ${value};`)
    else if (name === 'listen' && blockName(placed) === 'server') {
      this.#replace(directive, this.#listen(placed))
    } else if (name === 'server' && blockName(placed) === 'http') this.#server(directive)
    else if (this.#wiring.looksUpOnce && isOfRuntimeNames(placed)) this.#replace(directive, '')
    else if (name === 'resolver') this.#resolver(directive)
    else if (name === 'access_log') this.#accessLog(directive)
    else if (name === 'set_real_ip_from') this.#trustedPeer(directive)
    // An address of the deployment's machine.
    else if (name === 'proxy_bind') this.#replace(directive, 'proxy_bind off;')
    else if (name === 'error_log') {
      // Its notices show when a reload is done.
      const level = within.length === 0 ? 'notice' : (args[1]?.value ?? 'error')
      this.#replace(directive, errorLogs(level))
    } else if (within.length === 0 && dropped.has(name)) this.#replace(directive, '')
    else if (stores.test(name)) this.#store(directive)
    else if (paths.has(name) && args[0] && variablesOf(args[0]).length === 0) {
      this.#word(directive, 0, quoted(placeOf(args[0].value)))
    }
  }

  #server(directive: Directive): void {
    const listens = directivesOf(directive.block ?? [], 'listen').map(listenOf)
    if (listens.some(({ isUnreachable }) => !isUnreachable)) return
    const port = listens.length === 0 ? 80 : portOfUnreachable
    this.insert(directive, ` listen ${host}:${this.#wiring.ports.get(port)};`)
  }
}

/** All ports of the servers. */
export function portsOf(tree: NginxTree): number[] {
  const ports = servers(tree.directives).flatMap(({ listens }) => {
    const reachable = listens.filter(({ isUnreachable }) => !isUnreachable)
    return reachable.length > 0 ? reachable.map(({ port }) => port) : [portOfUnreachable]
  })
  return [...new Set(ports)]
}

/** Additional lines for the http block. */
function httpLines(http: Directive, { settings, defaults = {} }: Wiring): string[] {
  const block = http.block ?? []
  const lacks = (name: string) => directivesOf(block, name).length === 0
  return [
    ...(lacks('access_log') ? ['access_log logs/access.log;'] : []),
    ...temporary
      .filter(({ directive }) => lacks(directive))
      .map(({ directive, path }) => `${directive} ${path};`),
    ...Object.entries(defaults)
      .filter(([name]) => lacks(name) && !(name in settings))
      .map(([name, value]) => `${name} ${value};`),
    // For the places that leave it out, and have the default: others may say it further inside.
    ...Object.entries(settings)
      .filter(([name]) => lacks(name))
      .map(([name, value]) => `${name} ${value};`),
  ]
}

/** Says in each block that passes requests on which one it is; whether there is any. */
function markPlaces(rewriting: Rewriting, tree: NginxTree): boolean {
  const places = new Places(tree.directives).all.filter(({ isSubrequest }) => !isSubrequest)
  for (const { block, mark } of places) rewriting.insert(block, ` set ${markVariable} ${mark};`)
  return places.length > 0
}

/** A block with headers of its own inherits none: the further ones go into each of those too. */
function addHeaders(
  rewriting: Rewriting,
  tree: NginxTree,
  headers: Readonly<Record<string, string>>,
): void {
  const lines = Object.entries(headers).map(
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
  for (const directive of tree.leftOut) rewriting.drop(directive)
  for (const placed of walk(tree.directives)) rewriting.visit(placed)
  const isMarked = wiring.marksPlaces === true && markPlaces(rewriting, tree)
  const marks = isMarked ? { [placeHeader]: `"${markVariable}@$upstream_addr"` } : {}
  addHeaders(rewriting, tree, { ...wiring.addHeaders, ...marks })
  const { edits, blocks } = upstreamEdits(tree.directives, wiring)
  const http = tree.directives.find(({ name }) => name === 'http')
  if (http) rewriting.insert(http, [...httpLines(http, wiring), ...blocks].join(' '))
  const files = applyEdits(tree.files, [...rewriting.edits, ...edits])
  const lacksErrorLog = directivesOf(tree.directives, 'error_log').length === 0
  const head = [
    ...(wiring.user === undefined ? [] : [`user ${wiring.user};`]),
    ...(lacksErrorLog ? [errorLogs('notice')] : []),
  ]
  // On the first line, so that nginx names lines as they are deployed.
  return files.set(main, `${head.join(' ')} ${files.get(main)}`)
}
