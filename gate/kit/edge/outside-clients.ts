/**
 * Clients with addresses outside of loopback. A backend that trusts loopback would take a client
 * from there for one more proxy, and believe what it forges.
 */
import type { NginxTree } from './nginx-tree.ts'
import { walk } from './tree.ts'

const header = 'X-Preflight-Client'

export interface OutsideClients {
  /** For {@link EdgeOptions}. */
  settings: Readonly<Record<string, string>>
  /** The header with which a request comes from an address. */
  from(address: string): readonly [string, string]
}

/**
 * Lets the edge take the address of a client from a header of the gate.
 * @returns undefined if the edge already takes it from another proxy: that is part of the test
 */
export function outsideClients({ directives }: NginxTree): OutsideClients | undefined {
  const names = new Set([...walk(directives)].map(({ directive }) => directive.name))
  if (names.has('set_real_ip_from') || names.has('real_ip_header')) return undefined
  return {
    settings: { set_real_ip_from: '127.0.0.0/8', real_ip_header: header },
    from: (address) => [header, address],
  }
}
