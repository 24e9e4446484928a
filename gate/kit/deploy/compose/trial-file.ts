/** The compose file of a trial, made from the target's resolved file. */

export interface ServicePort {
  target: number
  published?: string
  host_ip?: string
  protocol?: string
  mode?: string
}

export interface ServiceVolume {
  type: string
  source?: string
  target: string
  read_only?: boolean
  bind?: unknown
}

export interface Healthcheck {
  test?: string[]
  interval?: string
  timeout?: string
  start_period?: string
  retries?: number
  disable?: boolean
}

export interface ResolvedService {
  image?: string
  build?: unknown
  container_name?: string
  environment?: Record<string, string | null>
  labels?: Record<string, string>
  ports?: ServicePort[]
  volumes?: ServiceVolume[]
  healthcheck?: Healthcheck
  pull_policy?: string
  [key: string]: unknown
}

interface Named {
  name?: string
  external?: boolean
  labels?: Record<string, string>
  [key: string]: unknown
}

/** What `docker compose config --format json` prints. */
export interface ResolvedFile {
  name: string
  services: Record<string, ResolvedService>
  networks?: Record<string, Named | null>
  volumes?: Record<string, Named | null>
  [key: string]: unknown
}

export interface TrialChanges {
  /** Labels of the run, put on everything. */
  labels: Readonly<Record<string, string>>
  /** Images by service. */
  images: Readonly<Record<string, string>>
  /** Free loopback ports, by published port. */
  choosePort(): Promise<number>
  /** Folders of the run for those that services write into. */
  folderFor(source: string): Promise<string>
  /** Folders of the run, by container path. */
  mounts: Readonly<Record<string, string>>
}

function labelled(
  things: Record<string, Named | null> | undefined,
  labels: Readonly<Record<string, string>>,
): Record<string, Named> {
  const entries = Object.entries(things ?? {}).map(([key, thing]) => {
    // Drops explicit names and external resources, which may be somebody else's.
    const { name: _name, external: _external, ...rest } = thing ?? {}
    return [key, { ...rest, labels: { ...rest.labels, ...labels } }] as const
  })
  return Object.fromEntries(entries)
}

async function trialVolumes(volumes: readonly ServiceVolume[], changes: TrialChanges) {
  const changed: ServiceVolume[] = []
  for (const volume of volumes) {
    const folder = changes.mounts[volume.target]
    const writes = volume.type === 'bind' && volume.read_only !== true
    if (folder !== undefined) {
      changed.push({ type: 'bind', source: folder, target: volume.target, read_only: true })
    } else if (writes && volume.source !== undefined) {
      changed.push({ ...volume, source: await changes.folderFor(volume.source) })
    } else changed.push(volume)
  }
  return changed
}

/** Health checks every two seconds, so that a trial need not wait half a minute. */
const trialInterval = '2s'

async function trialService(
  name: string,
  service: ResolvedService,
  changes: TrialChanges,
): Promise<ResolvedService> {
  const { build: _build, container_name: _containerName, ...rest } = service
  const ports: ServicePort[] = []
  for (const port of service.ports ?? []) {
    const published = String(await changes.choosePort())
    ports.push({ ...port, host_ip: '127.0.0.1', published })
  }
  const image = changes.images[name] ?? service.image
  return {
    ...rest,
    ...(image === undefined ? {} : { image }),
    ...(ports.length > 0 ? { ports } : {}),
    pull_policy: 'never',
    labels: { ...service.labels, ...changes.labels },
    volumes: await trialVolumes(service.volumes ?? [], changes),
    healthcheck: { ...service.healthcheck, interval: trialInterval },
  }
}

/**
 * The file of a trial: the same services on this machine's loopback, with the run's labels on
 * everything, and only resources of the run.
 */
export async function trialFile(file: ResolvedFile, changes: TrialChanges): Promise<ResolvedFile> {
  const services: Record<string, ResolvedService> = {}
  for (const [name, service] of Object.entries(file.services)) {
    services[name] = await trialService(name, service, changes)
  }
  const networks = labelled(file.networks ?? { default: {} }, changes.labels)
  return { ...file, services, networks, volumes: labelled(file.volumes, changes.labels) }
}
