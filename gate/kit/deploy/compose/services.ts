/** Which service of a compose file plays which part. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import type { ComposeService } from './compose-file.ts'

export type Part = 'backend' | 'database' | 'cache' | 'edge'

/** The parts named in the config. */
type Known = Pick<TargetConfig, 'deployment' | 'settings'>

const images = {
  database: /(^|\/)(postgres|postgis|timescaledb)\b/,
  cache: /(^|\/)(redis|valkey|keydb)\b/,
  edge: /(^|\/)(nginx|traefik|caddy|haproxy|envoy|openresty|httpd)\b/,
}

/** The backend is the service that sets the pool size; the others are known by their image. */
function looksLike(part: Part, { environment, image }: ComposeService, { settings }: Known) {
  if (part !== 'backend') return images[part].test(image)
  const poolSize = settings?.poolSize
  return poolSize !== undefined && poolSize in environment
}

/** The service that the config names for a part, else the only one that looks right. */
export function serviceFor(
  part: Part,
  services: readonly ComposeService[],
  config: Known,
): ComposeService | undefined {
  const name = config.deployment?.services?.[part]
  if (name !== undefined) return services.find((service) => service.name === name)
  const found = services.filter((service) => looksLike(part, service, config))
  return found.length === 1 ? found[0] : undefined
}

export type NamedServices = Partial<Record<Part, string>>

/** The names of the services by their parts; unclear ones are left out. */
export function namedServices(services: readonly ComposeService[], config: Known): NamedServices {
  const found: NamedServices = {}
  for (const part of ['backend', 'database', 'cache', 'edge'] as const) {
    const service = serviceFor(part, services, config)
    if (service) found[part] = service.name
  }
  return found
}
