/** Load goes only to this machine: to load another one, run Preflight there. */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { messageOf } from '#gate/errors.ts'
import { usage } from './command-line.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether an address is 127.0.0.0/8, ::1, or the former mapped to IPv6. */
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
  /** With the address instead of the name, so that no later DNS answer leads elsewhere. */
  url: string
  /** The Host header that requests still need, if the URL had a name. */
  host?: string
}

/**
 * A base URL on this machine: every address that its name resolves to is checked.
 * @param option as the message names it: `--url`
 * @throws PreflightError PREFLIGHT_E_USAGE if it is not an http URL of this machine
 */
export async function loopbackUrl(
  option: string,
  text: string,
  resolve: Resolve = resolveAll,
): Promise<LoopbackUrl> {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) throw refuse(option, text, 'not an http URL')
  if (url.username || url.password || url.search || url.hash) {
    throw refuse(option, `${url.origin}`, 'only host, port and path are allowed')
  }
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const base = (from: URL) => from.href.replace(/\/+$/, '')
  if (isIP(name)) {
    if (isLoopback(name)) return { url: base(url) }
    throw refuse(option, text, `${name} is not a loopback address`)
  }
  const addresses = await resolve(name).catch((error) => {
    throw refuse(option, text, messageOf(error))
  })
  const foreign = addresses.find((address) => !isLoopback(address))
  const [first] = addresses
  if (foreign !== undefined) throw refuse(option, text, `${name} resolves to ${foreign}`)
  if (first === undefined) throw refuse(option, text, `${name} has no address`)
  // The certificate is for the name, so the name must stay; only localhost is certainly ours.
  if (url.protocol === 'https:') {
    if (name === 'localhost') return { url: base(url) }
    throw refuse(option, text, 'with https, the host must be localhost or an IP address')
  }
  const { host } = url
  url.hostname = isIP(first) === 6 ? `[${first}]` : first
  return { url: base(url), ...(name === 'localhost' ? {} : { host }) }
}
