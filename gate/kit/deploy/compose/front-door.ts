/** The service that others are meant to reach. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import type { ComposeService } from './compose-file.ts'
import { publicPorts } from './ports.ts'
import { hasStoreImage, isUnconditional } from './service-parts.ts'
import { namedServices } from './services.ts'
import type { Values } from './substitution.ts'

/** Words in the name of a service that passes requests on, whatever image it has. */
const passing = new RegExp(
  `(?:^|[-_.])(?:edge|proxy|reverse-?proxy|gateway|ingress|lb|load-?balancer|balancer|nginx|caddy
  |traefik|haproxy|apache|httpd)(?=$|[-_.\\d])`.replace(/\s+/g, ''),
  'i',
)
/** Words in the name of a service that serves pages, and often passes the rest on. */
const serving = /(?:^|[-_.])(?:front|front-?end|web|web-?server|ui|client)(?=$|[-_.\d])/i

/** A proxy for something else than the backend. */
const reachesOthers = /socket|sql|postgres|redis|mongo|(?:^|[-_.])(?:pg|db)(?=[-_.])/i

const webPorts = /^(?:80|443|8080|8443)$/

/** Whether it publishes a port of a web server, by the number within the container. */
function servesWeb({ written }: ComposeService): boolean {
  const ports = Array.isArray(written.ports) ? written.ports : []
  return ports.some((port) => {
    const target = typeof port === 'object' && port !== null ? port.target : port
    const [last = ''] = String(target).split('/')
    return webPorts.test(last.split(':').at(-1) ?? '')
  })
}

/**
 * The edge; where no image tells which service it is, the one that stands before a known backend
 * with the ports of a web server, or is named after what it does.
 * @returns its name; undefined if nothing tells
 */
export function frontDoor(
  services: readonly ComposeService[],
  config: Pick<TargetConfig, 'deployment' | 'settings'>,
  values: Values = {},
): string | undefined {
  const { edge, backend, database, cache } = namedServices(services, config)
  if (edge !== undefined) return edge
  const parts = [backend, database, cache]
  const open = services.filter(
    (each) =>
      !parts.includes(each.name) &&
      isUnconditional(each) &&
      !hasStoreImage(each) &&
      !reachesOthers.test(`${each.name} ${each.image}`) &&
      publicPorts(each.written, values).open.length > 0,
  )
  const signs = [
    ({ name }: ComposeService) => passing.test(name),
    (each: ComposeService) => backend !== undefined && serving.test(each.name) && servesWeb(each),
  ]
  const found = signs.map((sign) => open.filter(sign)).find((some) => some.length > 0)
  return found?.length === 1 ? found[0]?.name : undefined
}
