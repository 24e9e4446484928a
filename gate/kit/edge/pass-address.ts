/** The parts of an address that requests are passed on to: scheme, host, port and URI. */
import type { Char } from './expansions.ts'

/** A range of characters. */
export interface Range {
  from: number
  to: number
}

export interface PassAddress {
  /** Without `://`; undefined if it has none. */
  scheme?: Range
  /** Empty for a unix socket. */
  host: Range
  /** Undefined for nginx' default. */
  port?: Range
  /** The path of a unix socket, from `unix:` on. */
  socket?: Range
}

/** nginx' own variables that begin with `/` or `?`, or are empty: a URI begins with them. */
const uris = new Set(['request_uri', 'uri', 'document_uri', 'is_args'])
/** nginx' own variables that are a name or an address, and nothing more. */
const hosts = new Set([
  'host',
  'server_name',
  'ssl_server_name',
  'ssl_preread_server_name',
  'hostname',
  'server_addr',
  'remote_addr',
  'proxy_host',
])
/** Stand-ins for variables, each one character long; no configuration has them. */
const [uri, host, other] = ['\uE000', '\uE001', '\uE002']

function standIn({ text, variable }: Char): string {
  if (variable === undefined) return text
  return uris.has(variable) ? uri : hosts.has(variable) ? host : other
}

const schemePart = '(?:(?<scheme>[^/:?]+)(?=://))?(?:://)?'
const socketPart = '(?<socket>unix:[^:]+)(?::.*)?'
// Nothing of the host is left over: a scheme without a host is no host.
const hostPart = `(?<host>\\[[^\\]]*\\]|[^/:?${uri}]+)(?=$|[/:?${uri}])`
// A port of digits ends at the first other character, whatever it is.
const portPart = `(?::(?<port>\\d+|[${host}${other}](?=$|[/?${uri}${other}])))?`
const socketAddress = new RegExp(`^${schemePart}${socketPart}$`, 'ds')
const networkAddress = new RegExp(`^${schemePart}${hostPart}${portPart}(?<uri>(?!:).*)$`, 'ds')

const rangeOf = ([from, to]: readonly [number, number]): Range => ({ from, to })

/**
 * Reads an address; undefined if its parts cannot be told apart: when a variable of a request
 * comes where the host ends, it may bring a port or a path of its own.
 */
export function passAddress(chars: readonly Char[]): PassAddress | undefined {
  const text = chars.map(standIn).join('')
  const socket = socketAddress.exec(text)?.indices?.groups
  if (socket?.socket) {
    const at = rangeOf(socket.socket)
    const scheme = socket.scheme && { scheme: rangeOf(socket.scheme) }
    return { ...scheme, host: { from: at.from, to: at.from }, socket: at }
  }
  const groups = networkAddress.exec(text)?.indices?.groups
  if (!groups?.host) return undefined
  const isOpen = groups.port === undefined && text[groups.host[1] - 1] === other
  if (isOpen) return undefined
  return {
    ...(groups.scheme && { scheme: rangeOf(groups.scheme) }),
    host: rangeOf(groups.host),
    ...(groups.port && { port: rangeOf(groups.port) }),
  }
}

/** The text of a range; undefined if a variable of the request is in it. */
export function literalText(chars: readonly Char[], { from, to }: Range): string | undefined {
  const part = chars.slice(from, to)
  if (part.some(({ variable }) => variable !== undefined)) return undefined
  return part.map(({ text }) => text).join('')
}

const noHost = new RegExp(`^(?:[^/:?]+://)?(?::\\d*)?(?:$|[/?${uri}])`, 's')

/**
 * Whether a text names no host at all, as a variable does that is empty until a condition sets it:
 * nginx answers 500 to a request that gets that far.
 */
export function leadsNowhere(chars: readonly Char[]): boolean {
  return noHost.test(chars.map(standIn).join(''))
}
