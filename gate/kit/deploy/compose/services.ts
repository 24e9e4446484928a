/** Which service of a compose file plays which part. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import { mapOf, pairsOf } from '#gate/yaml-map.ts'
import type { ComposeService } from './compose-file.ts'
import {
  hasStoreImage,
  hostsIn,
  isCalledBackend,
  isForeign,
  isUnconditional,
  narrowed,
  serversAmong,
  worksBeside,
  worksInBackground,
} from './service-parts.ts'

export type Part = 'backend' | 'database' | 'cache' | 'edge'

/** The parts named in the config. */
type Known = Pick<TargetConfig, 'deployment' | 'settings'> & Partial<Pick<TargetConfig, 'launch'>>

/**
 * The backend is the service that sets the pool's size; where none does, one that sets another
 * setting of the backend; else the only one that is left when the servers are taken away, or the
 * only one of them that is called a backend, unless its image is of a tool. A backend that lost its
 * variables is the backend still: its checks have to see what is missing.
 */
function backends(services: readonly ComposeService[], { settings = {} }: Known) {
  // A variable whose value only the operator knows is set all the same.
  const setting = (names: readonly (string | undefined)[]) =>
    services.filter(({ written }) =>
      pairsOf(written.environment).some(([name]) => names.includes(name)),
    )
  const servers = (['database', 'cache', 'edge'] as const).flatMap((part) =>
    serversAmong(part, services),
  )
  const left = services.filter((service) => !servers.includes(service))
  // A client of a database often starts from the database's image.
  const isOther = (each: ComposeService) =>
    worksBeside(each) || hasStoreImage(each) || isForeign(each)
  const serving = left.filter(
    (each) => !worksInBackground(each) && !isOther(each) && !isAwaited(each, services),
  )
  // What has to be asked for is a tool beside the one that starts by itself.
  const signs = [
    serving.filter(isCalledBackend),
    openOfOneImage(serving),
    serving.filter(isUnconditional),
  ]
  const likely = signs.find((some) => serving.length > 1 && some.length === 1) ?? serving
  const alone = left.length === 1 ? left : likely
  const isAlone = alone.length === 1 && !alone.some(isOther)
  const found = [
    setting([settings.poolSize]),
    setting(Object.values(settings)),
    isAlone ? alone : [],
  ]
  const first = found.find((some) => some.length > 0) ?? []
  // One environment for all services: servers and tools have the backend's variables, too.
  const own = first.filter((each) => left.includes(each) && !isOther(each))
  return own.length > 0 ? own : first
}

/** What may play a part: of servers the image tells. */
function candidates(
  part: Part,
  services: readonly ComposeService[],
  config: Known,
): readonly ComposeService[] {
  if (part !== 'backend') {
    const servers = serversAmong(part, services)
    if (servers.length < 2 || part === 'edge') return servers
    // Other programs of the deployment have servers of their own.
    const backend = serviceFor('backend', services, config)
    const hosts = hostsIn(backend ? [backend] : [])
    return narrowed(servers, [({ name }) => hosts.has(name)])
  }
  // A job that ends, a migration say, often shares the variables.
  const found = narrowed(backends(services, config), [
    isUnconditional,
    (service) => !isAwaited(service, services),
  ])
  const { poolSize } = config.settings ?? {}
  // Each of them has a pool: whoever counts connections must not take one for all.
  const havePools = found.some(({ written }) =>
    pairsOf(written.environment).some(([name]) => name === poolSize),
  )
  return havePools
    ? found
    : narrowed(found, [(each) => !worksInBackground(each), isCalledBackend, hasPorts])
}

/** Of services with one image, which differ in what they start, those that others reach. */
function openOfOneImage(services: readonly ComposeService[]): readonly ComposeService[] {
  const [image, ...others] = new Set(services.map((each) => each.image))
  return image && others.length === 0 ? services.filter(hasPorts) : []
}

/** Whether others reach it, by what the file says. */
function hasPorts({ written }: ComposeService): boolean {
  return [written.ports, written.expose].some((ports) => Array.isArray(ports) && ports.length > 0)
}

/** Whether others start only when it has ended. */
function isAwaited({ name }: ComposeService, services: readonly ComposeService[]): boolean {
  return services.some(({ written }) => {
    const { condition } = mapOf(mapOf(written.depends_on)[name])
    return condition === 'service_completed_successfully'
  })
}

/** The service that the gate starts as the backend, if one of these is called so. */
function launched(services: readonly ComposeService[], { launch }: Known) {
  const name = launch?.kind === 'compose' ? launch.service : undefined
  return services.find((service) => service.name === name)
}

/** The service that the config names for a part, else the only one that looks right. */
export function serviceFor(
  part: Part,
  services: readonly ComposeService[],
  config: Known,
): ComposeService | undefined {
  const name = config.deployment?.services?.[part]
  if (name !== undefined) return services.find((service) => service.name === name)
  const started = part === 'backend' ? launched(services, config) : undefined
  if (started) return started
  const found = candidates(part, services, config)
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
