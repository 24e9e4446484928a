/**
 * Load and disruption go only to this machine, and to hosts that the config allows with the word
 * of those who run them.
 */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { AllowedHost } from '#gate/contract/contract.ts'
import { messageOf } from '#gate/errors.ts'
import { isLoopback } from '#gate/host/loopback.ts'
import type { AttachedUrl } from '#gate/system/load-target.ts'
import { usage } from './command-line.ts'

export type Resolve = (host: string) => Promise<readonly string[]>

const resolveAll: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

function refuse(option: string, text: string, problem: string) {
  return usage(
    `${option}: expected a URL of this machine, such as http://127.0.0.1:8080, got "${text}": ` +
      problem,
    'run preflight on that machine, or name it in the config: ' +
      "allowHosts: [{ host: '…', confirmed: true }], if those who run it agree",
  )
}

/** Whether the config allows to load and disrupt a host; one with a port stands for that port. */
function isAllowed({ hostname, host }: URL, allowed: readonly AllowedHost[]): boolean {
  return allowed.some((each) => [hostname, host].includes(each.host.toLowerCase()))
}

/**
 * A base URL on this machine, or on a host that the config allows: every address that its name
 * resolves to is checked.
 * @param option as the message names it: `--url`
 * @param allowed the config's `allowHosts`
 * @throws PreflightError PREFLIGHT_E_USAGE if it is not an http URL of such a machine
 */
export async function permittedUrl(
  option: string,
  text: string,
  allowed: readonly AllowedHost[] = [],
  resolve: Resolve = resolveAll,
): Promise<AttachedUrl> {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) throw refuse(option, text, 'not an http URL')
  if (url.username || url.password || url.search || url.hash) {
    throw refuse(option, `${url.origin}`, 'only host, port and path are allowed')
  }
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const base = (from: URL) => from.href.replace(/\/+$/, '')
  if (isAllowed(url, allowed)) return { url: base(url) }
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
