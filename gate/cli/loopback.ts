/** Load goes to this machine alone: whoever means to load another has to do it from there. */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { messageOf } from '#gate/errors.ts'
import { usage } from './command-line.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether an address is one of this machine's own: 127.0.0.0/8, ::1, or the first one mapped. */
export function isLoopback(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const plain = mapped ?? address
  const family = isIP(plain)
  return family !== 0 && loopback.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}

export type Resolve = (host: string) => Promise<readonly string[]>

const resolveAll: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

function refuse(option: string, text: string, problem: string) {
  return usage(
    `${option}: expected a URL of this machine, such as http://127.0.0.1:8080, got "${text}": ` +
      problem,
    'to load another machine, run preflight there',
  )
}

export interface LoopbackUrl {
  /** With the address in place of the name, so that no later answer of DNS leads elsewhere. */
  url: string
  /** What the request's Host header has to say still, if the URL had a name. */
  host?: string
}

/**
 * A base URL whose host is this machine, by every address that its name resolves to.
 * @param option as the message names it: `--url`
 * @throws PreflightError PREFLIGHT_E_USAGE if it is no http URL, or leads to another machine
 */
export async function loopbackUrl(
  option: string,
  text: string,
  resolve: Resolve = resolveAll,
): Promise<LoopbackUrl> {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) throw refuse(option, text, 'it is no http URL')
  if (url.username || url.password || url.search || url.hash) {
    throw refuse(option, `${url.origin}`, 'it may have a host, a port and a path alone')
  }
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const base = (from: URL) => from.href.replace(/\/+$/, '')
  if (isIP(name)) {
    if (isLoopback(name)) return { url: base(url) }
    throw refuse(option, text, `${name} is no loopback address`)
  }
  const addresses = await resolve(name).catch((error) => {
    throw refuse(option, text, messageOf(error))
  })
  const stranger = addresses.find((address) => !isLoopback(address))
  const [first] = addresses
  if (stranger !== undefined) throw refuse(option, text, `${name} is ${stranger}`)
  if (first === undefined) throw refuse(option, text, `${name} has no address`)
  // A certificate is for the name: there it has to stay, and only one name is this machine's own.
  if (url.protocol === 'https:') {
    if (name === 'localhost') return { url: base(url) }
    throw refuse(option, text, 'with https it has to be localhost or an address')
  }
  const { host } = url
  url.hostname = isIP(first) === 6 ? `[${first}]` : first
  return { url: base(url), ...(name === 'localhost' ? {} : { host }) }
}
