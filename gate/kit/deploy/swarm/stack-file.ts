/** Makes a target's stack file deployable for a trial: data in, data out. */
import { isAbsolute, resolve } from 'node:path'
import { stringify } from 'yaml'
import { inconclusive } from '#gate/errors.ts'
import { type ComposeService, replicasOf } from '../compose/compose-file.ts'
import { substituteAll } from '../compose/substitution.ts'
import { isMap, mapOf, pairsOf, type YamlMap } from '../compose/yaml.ts'

/** What a trial changes in the file. */
export interface Trial {
  /** The folder of the file, the base of relative paths. */
  folder: string
  /** Images by service, for those that are not available. */
  images: Readonly<Record<string, string>>
  /** Labels for everything that is created. */
  labels: Readonly<Record<string, string>>
  /** The service that is updated. */
  backend: string
  /** The service in front of it. All others are replaced by the run's own. */
  edge: string
  /** The existing network of the trial, which replaces all others. */
  network: string
  /** Files of this machine, by the path on which the edge reads them: the trial's certificates. */
  edgeFiles: Readonly<Record<string, string>>
  /** Shortened, so that a trial takes seconds. */
  scaled: { updateDelayS: number; healthIntervalS: number; startPeriodS: number; monitorS: number }
}

/** Labels as a map; the file may have them as a list of `name=value`. */
function withLabels(given: unknown, labels: Readonly<Record<string, string>>): YamlMap {
  const pairs = pairsOf(given).map(([name, value]) => [name, value ?? ''])
  return { ...Object.fromEntries(pairs), ...labels }
}

/** Bind mounts: `./a:/b:ro`, or the long form. */
function absoluteVolume(volume: unknown, folder: string): unknown {
  if (isMap(volume)) {
    const { type, source } = volume
    const isPath = type === 'bind' && typeof source === 'string' && !isAbsolute(source)
    return isPath ? { ...volume, source: resolve(folder, source) } : volume
  }
  const text = String(volume)
  return text.startsWith('.') ? resolve(folder, text.split(':')[0] ?? '') + after(text) : text
}
const after = (text: string) => text.slice(text.indexOf(':'))

function withFiles(entries: unknown, folder: string): YamlMap {
  return Object.fromEntries(
    Object.entries(mapOf(entries)).map(([name, value]) => {
      const { file, ...rest } = mapOf(value)
      return [name, typeof file === 'string' ? { ...rest, file: resolve(folder, file) } : value]
    }),
  )
}

/** The mounts at other paths than these. */
function without(mounts: unknown, targets: readonly string[]): unknown[] {
  const list = Array.isArray(mounts) ? mounts : []
  return list.filter((mount) => !targets.includes(String(mapOf(mount).target)))
}

/** The edge with the trial's files mounted instead of its own. */
function edgeService(service: YamlMap, { edgeFiles }: Trial): YamlMap {
  const targets = Object.keys(edgeFiles)
  const binds = Object.entries(edgeFiles).map(([target, source]) => `${source}:${target}:ro`)
  const volumes = Array.isArray(service.volumes) ? service.volumes : []
  return {
    ...service,
    configs: without(service.configs, targets),
    secrets: without(service.secrets, targets),
    volumes: [...volumes, ...binds],
  }
}

function trialService(name: string, given: YamlMap, trial: Trial): YamlMap {
  const { ports: _, build: __, networks: ___, depends_on: ____, ...service } = given
  const { labels, scaled, folder } = trial
  const deploy = mapOf(service.deploy)
  const volumes = Array.isArray(service.volumes) ? service.volumes : []
  const changed: YamlMap = {
    ...service,
    ...(trial.images[name] === undefined ? {} : { image: trial.images[name] }),
    volumes: volumes.map((volume) => absoluteVolume(volume, folder)),
    labels: withLabels(service.labels, labels),
    deploy: { ...deploy, labels: withLabels(deploy.labels, labels) },
  }
  if (name !== trial.backend) return edgeService(changed, trial)
  const update = { ...mapOf(deploy.update_config), delay: `${scaled.updateDelayS}s` }
  const monitored = { ...update, monitor: `${scaled.monitorS}s` }
  const interval = `${scaled.healthIntervalS}s`
  return {
    ...changed,
    healthcheck: {
      ...mapOf(service.healthcheck),
      interval,
      timeout: '10s',
      // Failures count from here or from the first success, as late as with long intervals.
      start_period: `${scaled.startPeriodS}s`,
    },
    deploy: { ...mapOf(changed.deploy), update_config: monitored },
  }
}

/** The definitions of configs and secrets that a service uses. */
function inUse(entries: YamlMap, services: YamlMap, kind: 'configs' | 'secrets'): YamlMap {
  const used = Object.values(services).flatMap((service) => {
    const uses = mapOf(service)[kind]
    return Array.isArray(uses) ? uses.map((use) => String(mapOf(use).source ?? use)) : []
  })
  return Object.fromEntries(Object.entries(entries).filter(([name]) => used.includes(name)))
}

/**
 * The backend and its edge out of the file: on the trial's network, with labels on everything that
 * is made, without published ports, with absolute paths, and with the times of health checks and
 * updates scaled down.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it lacks one of the two
 */
export function trialStack(document: YamlMap, trial: Trial): string {
  const { labels, folder, backend, edge, network } = trial
  const all = mapOf(document.services)
  const missing = [backend, edge].find((name) => !(name in all))
  if (missing !== undefined) throw inconclusive(`manifests.stack has no service ${missing}`)
  const services = Object.fromEntries(
    [backend, edge].map((name) => [name, trialService(name, mapOf(all[name]), trial)]),
  )
  const volumes = Object.entries(mapOf(document.volumes))
  return stringify({
    version: document.version ?? '3.8',
    services,
    networks: { default: { external: true, name: network } },
    volumes: Object.fromEntries(
      volumes.map(([name, given]) => {
        const volume = mapOf(given)
        return [name, { ...volume, labels: withLabels(volume.labels, labels) }]
      }),
    ),
    configs: inUse(withFiles(document.configs, folder), services, 'configs'),
    secrets: inUse(withFiles(document.secrets, folder), services, 'secrets'),
  })
}

/** The update settings of the backend in the file; Swarm's defaults for the rest. */
export interface UpdatePolicy {
  parallelism: number
  delay: string
  order: 'stop-first' | 'start-first'
  failureAction: 'pause' | 'continue' | 'rollback'
  replicas: number
}

/** The one service that publishes ports. @throws PreflightError PREFLIGHT_E_INCONCLUSIVE */
export function edgeServiceName(document: YamlMap): string {
  const services = Object.entries(mapOf(document.services))
  const publishing = services.filter(([, service]) => Array.isArray(mapOf(service).ports))
  const [only] = publishing
  if (only && publishing.length === 1) return only[0]
  throw inconclusive(
    `expected one service of manifests.stack to publish ports, found ${publishing.length}`,
  )
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if only the operator knows the replicas */
export function updatePolicy(backend: ComposeService): UpdatePolicy {
  const deploy = mapOf(substituteAll(backend.written.deploy))
  const update = mapOf(deploy.update_config)
  return {
    parallelism: Number(update.parallelism ?? 1),
    delay: String(update.delay ?? '0s'),
    order: update.order === 'start-first' ? 'start-first' : 'stop-first',
    failureAction: (update.failure_action as UpdatePolicy['failureAction']) ?? 'pause',
    replicas: replicasOf(backend),
  }
}
