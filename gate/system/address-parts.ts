/** The parts of a service's address, for a target that takes it in several variables. */
import type { AddressPart } from '#gate/contract/backing.ts'
import type { AddressVariables } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'

/** Where a port stands in an address. */
const port = /^([a-z][a-z\d+.-]*:\/\/[^/?#]*?):(\d+)(?=[/?#]|$)/i

/**
 * Takes an address apart. No URL has a port out of range, but a variable can say one.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is no address at all; without its text, as
 *   it may hold a password
 */
export function partsOf(address: string): Record<AddressPart, string> {
  const [, before, digits] = port.exec(address) ?? []
  const url = URL.parse(before === undefined ? address : address.replace(port, '$1'))
  if (url === null) {
    throw inconclusive('a malformed address cannot be given in parts: it has none')
  }
  return {
    url: address,
    address: `${url.hostname}:${digits ?? url.port}`,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: digits ?? url.port,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
  }
}

function withScheme(address: string, scheme: string | undefined): string {
  if (scheme !== undefined) return address.replace(/^[^:]+(?=:)/, scheme)
  return address.replace(/^postgres(?=:)/, 'postgresql')
}

/**
 * An address that begins and ends as the target wants it. Every library knows `postgresql:`, but
 * not all know `postgres:`; SQLAlchemy does not.
 */
export function asWanted(address: string, variables: AddressVariables): string {
  const { scheme, query } = typeof variables === 'string' ? {} : variables
  const begun = withScheme(address, scheme)
  return query === undefined ? begun : `${begun}${begun.includes('?') ? '&' : '?'}${query}`
}
