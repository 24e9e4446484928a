/** Which service of a compose file is which. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { chosen } from './facts.ts'
import type { ComposeService } from './reading.ts'

const images = {
  database: /(^|\/)(postgres|postgis|timescaledb)\b/,
  cache: /(^|\/)(redis|valkey|keydb)\b/,
  edge: /(^|\/)(nginx|traefik|caddy|haproxy|envoy|openresty|httpd)\b/,
}

export interface NamedServices {
  backend?: string
  database?: string
  cache?: string
  edge?: string
}

/** The services by the part that they play; one that cannot be told is left out. */
export function namedServices(
  config: TargetConfig,
  services: readonly ComposeService[],
): NamedServices {
  const names = config.deployment?.services ?? {}
  const { poolSize } = config.settings ?? {}
  const found: NamedServices = {}
  const backend = chosen(
    services,
    names.backend,
    ({ environment }) => poolSize !== undefined && poolSize in environment,
  )
  if (backend) found.backend = backend.name
  for (const part of ['database', 'cache', 'edge'] as const) {
    const service = chosen(services, names[part], ({ image }) => images[part].test(image))
    if (service) found[part] = service.name
  }
  return found
}
