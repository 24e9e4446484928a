/**
 * The one service of a compose file that is the target, as Compose itself resolved it, and what has
 * to differ for a start: address, network, environment, labels. Data in, data out.
 */

import type { DraftNetwork } from './created-container.ts'

/** A service, or any other part of a resolved compose file. */
export type Part = Readonly<Record<string, unknown>>

/** A compose file as `docker compose config --format json` prints it. */
export type ComposeModel = Part & { services?: Readonly<Record<string, Part>> }

/** What differs from the file. */
export interface Changes {
  image: string
  labels: Readonly<Record<string, string>>
  environment: Readonly<Record<string, string>>
  /** Variables that the file must not set: those that the gate would, and does not this time. */
  unset: readonly string[]
  network: DraftNetwork
  command?: readonly string[]
  /** How Docker runs the health check: not at all, as it is written, or in short intervals. */
  health: 'none' | 'written' | 'quick'
}

/** Keys that bind the service to others, to names, to ports or to a restart of Docker's own. */
const left: ReadonlySet<string> = new Set([
  'build',
  'container_name',
  'depends_on',
  'expose',
  'extends',
  'external_links',
  'healthcheck',
  'links',
  'network_mode',
  'networks',
  'ports',
  'profiles',
  'pull_policy',
  'restart',
  'scale',
])
const leftOfDeploy: ReadonlySet<string> = new Set(['mode', 'replicas', 'restart_policy'])

function without(part: unknown, names: ReadonlySet<string>): Part {
  return Object.fromEntries(Object.entries((part ?? {}) as Part).filter(([key]) => !names.has(key)))
}

/** Compose substitutes variables in the file that we write, too. */
function literal(text: string): string {
  return text.replaceAll('$', '$$$$')
}

function literals(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, literal(text)]))
}

function environmentOf(service: Part, { environment, unset }: Changes) {
  const written = { ...(service.environment as Record<string, string | null> | undefined) }
  // A variable without a value is removed from those of the image.
  return {
    ...written,
    ...Object.fromEntries(unset.map((name) => [name, null])),
    ...literals(environment),
  }
}

function networkOf({ network }: Changes): Part {
  if (network === 'host') return { network_mode: 'host' }
  if ('beside' in network) return { network_mode: `container:${network.beside}` }
  const port = { target: network.publish, host_ip: '127.0.0.1', protocol: 'tcp' }
  return { networks: { default: null }, ports: [port] }
}

function healthOf(service: Part, { health }: Changes): Part {
  if (health === 'none') return { healthcheck: { disable: true } }
  const written = service.healthcheck as Part | undefined
  if (health === 'quick') return { healthcheck: { ...written, interval: '1s' } }
  return written === undefined ? {} : { healthcheck: written }
}

/** Volumes of the project alone, with labels; those of others stay. */
function volumesOf(model: ComposeModel, labels: Changes['labels']): Part {
  const volumes = Object.entries((model.volumes ?? {}) as Record<string, Part | null>)
  return Object.fromEntries(
    volumes.map(([key, volume]) => {
      if (volume?.external) return [key, volume]
      return [key, { ...without(volume, new Set(['name'])), labels }]
    }),
  )
}

/** The file for one start of a service. */
export function startModel(model: ComposeModel, name: string, changes: Changes): ComposeModel {
  const service = model.services?.[name] ?? {}
  const { network, labels, command } = changes
  const [program, ...args] = command ?? []
  const deploy = without(service.deploy, leftOfDeploy)
  return {
    services: {
      [name]: {
        ...without(service, left),
        image: changes.image,
        environment: environmentOf(service, changes),
        labels: { ...(service.labels as Part | undefined), ...labels },
        restart: 'no',
        ...(Object.keys(deploy).length > 0 ? { deploy } : {}),
        ...networkOf(changes),
        ...healthOf(service, changes),
        ...(program === undefined
          ? {}
          : { entrypoint: [literal(program)], command: args.map(literal) }),
      },
    },
    ...(network !== 'host' && 'name' in network
      ? { networks: { default: { external: true, name: network.name } } }
      : {}),
    volumes: volumesOf(model, labels),
    ...(model.secrets === undefined ? {} : { secrets: model.secrets }),
    ...(model.configs === undefined ? {} : { configs: model.configs }),
  }
}
