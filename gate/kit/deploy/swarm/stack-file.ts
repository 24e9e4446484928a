/** Makes a target's stack file deployable for a trial: data in, data out. */
import { isAbsolute, posix, resolve } from 'node:path'
import { stringify } from 'yaml'
import { inconclusive } from '#gate/errors.ts'
import { isMap, mapOf, pairsOf, type YamlMap } from '#gate/yaml-map.ts'
import type { TrialTimes } from './trial-times.ts'

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
  /** The backend's variables in this trial, instead of those in its environment files. */
  environment: Readonly<Record<string, string>>
  /** Shortened, so that a trial takes seconds. */
  times: Pick<TrialTimes, 'updateDelayS' | 'healthIntervalS' | 'startPeriodS' | 'monitorS'>
}

/** Labels as a map; the file may have them as a list of `name=value`. */
function withLabels(given: unknown, labels: Readonly<Record<string, string>>): YamlMap {
  const pairs = pairsOf(given).map(([name, value]) => [name, value ?? ''])
  return { ...Object.fromEntries(pairs), ...labels }
}

/** Bind mounts: `./a:/b:ro`, or the long form. */
function absoluteVolume(volume: unknown, folder: string): unknown {
  const atFolder = (path: string) => path.replace(/^\$(?:\{PWD\}|PWD\b)/, folder)
  if (isMap(volume)) {
    const { type, source } = volume
    if (type !== 'bind' || typeof source !== 'string') return volume
    const path = atFolder(source)
    return { ...volume, source: isAbsolute(path) ? path : resolve(folder, path) }
  }
  const text = atFolder(String(volume))
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

const kinds = ['configs', 'secrets'] as const

/** Where a config or a secret is mounted, in both forms. */
function mountedAt(mount: unknown, kind: (typeof kinds)[number]): string {
  const { source = mount, target = source } = mapOf(mount)
  return posix.resolve(kind === 'configs' ? '/' : '/run/secrets', String(target))
}

/** The mounts at other paths than these. */
function without(
  mounts: unknown,
  kind: (typeof kinds)[number],
  targets: readonly string[],
): unknown[] {
  const list = Array.isArray(mounts) ? mounts : []
  return list.filter((mount) => !targets.includes(mountedAt(mount, kind)))
}

const escaped = (value: string) => value.replaceAll('$', () => '$$')

/**
 * Variables of a service that reads environment files. Those of the operator's are not in a
 * checkout, and name services that a trial leaves out: the trial has values of its own.
 */
function withoutEnvironmentFiles(service: YamlMap, environment: Trial['environment']): YamlMap {
  const { env_file: files, ...rest } = service
  if (files === undefined) return service
  const own = Object.fromEntries(pairsOf(service.environment))
  // The file is interpolated once more when it is deployed.
  const given = Object.entries(environment).map(([name, value]) => [name, escaped(value)])
  return { ...rest, environment: { ...Object.fromEntries(given), ...own } }
}

/** The edge with the trial's files mounted instead of its own. */
function edgeService(service: YamlMap, { edgeFiles }: Trial): YamlMap {
  const targets = Object.keys(edgeFiles)
  const binds = Object.entries(edgeFiles).map(([target, source]) => `${source}:${target}:ro`)
  const volumes = Array.isArray(service.volumes) ? service.volumes : []
  return {
    ...service,
    configs: without(service.configs, 'configs', targets),
    secrets: without(service.secrets, 'secrets', targets),
    volumes: [...volumes, ...binds],
  }
}

function leftOut(map: YamlMap, keys: readonly string[]): YamlMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)))
}

function trialService(name: string, given: YamlMap, trial: Trial): YamlMap {
  const left = leftOut(given, ['ports', 'build', 'networks', 'depends_on', 'logging'])
  const { labels, times, folder } = trial
  const isBackend = name === trial.backend
  const service = withoutEnvironmentFiles(left, isBackend ? trial.environment : {})
  // A trial has one node, which has none of the labels that the file may ask for.
  const deploy = leftOut(mapOf(service.deploy), ['placement'])
  const volumes = Array.isArray(service.volumes) ? service.volumes : []
  const changed: YamlMap = {
    ...service,
    ...(trial.images[name] === undefined ? {} : { image: trial.images[name] }),
    volumes: volumes.map((volume) => absoluteVolume(volume, folder)),
    labels: withLabels(service.labels, labels),
    deploy: { ...deploy, labels: withLabels(deploy.labels, labels) },
  }
  if (!isBackend) return edgeService(changed, trial)
  const milliseconds = (seconds: number) => `${Math.round(seconds * 1_000)}ms`
  const update = { ...mapOf(deploy.update_config), delay: milliseconds(times.updateDelayS) }
  const monitored = { ...update, monitor: milliseconds(times.monitorS) }
  const interval = `${times.healthIntervalS}s`
  return {
    ...changed,
    healthcheck: {
      ...mapOf(service.healthcheck),
      interval,
      timeout: '10s',
      // Failures count from here or from the first success, as late as with long intervals.
      start_period: `${times.startPeriodS}s`,
    },
    deploy: { ...mapOf(changed.deploy), update_config: monitored },
  }
}

/** Names of the configs or secrets that services use. */
function namesInUse(services: YamlMap, kind: (typeof kinds)[number]): string[] {
  return Object.values(services).flatMap((service) => {
    const uses = mapOf(service)[kind]
    return Array.isArray(uses) ? uses.map((use) => String(mapOf(use).source ?? use)) : []
  })
}

/**
 * Of the definitions of configs and secrets those that a service uses.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if one of them is not in the file
 */
function inUse(entries: YamlMap, services: YamlMap, kind: (typeof kinds)[number]): YamlMap {
  const used = namesInUse(services, kind)
  const elsewhere = used.find((name) => {
    const { external } = mapOf(entries[name])
    return external !== undefined && external !== false
  })
  if (elsewhere !== undefined) {
    const what = `${kind}.${elsewhere} of manifests.stack is external`
    throw inconclusive(`${what}: a trial on this machine has no content for it`)
  }
  return Object.fromEntries(Object.entries(entries).filter(([name]) => used.includes(name)))
}

/** Volumes of the trial. One that exists already, or has a name of its own, is somebody else's. */
function trialVolumes(document: YamlMap, labels: Trial['labels']): YamlMap {
  const volumes = Object.entries(mapOf(document.volumes)).map(([name, given]) => {
    const volume = leftOut(mapOf(given), ['name', 'external'])
    return [name, { ...volume, labels: withLabels(volume.labels, labels) }]
  })
  return Object.fromEntries(volumes)
}

/**
 * The backend and its edge out of the file: on the trial's network, with labels on everything that
 * is made, without published ports, with absolute paths, and with the times of health checks and
 * updates scaled down.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it lacks one of the two, or what they need
 */
export function trialStack(document: YamlMap, trial: Trial): string {
  const { labels, folder, backend, edge, network } = trial
  const all = mapOf(document.services)
  const missing = [backend, edge].find((name) => !(name in all))
  if (missing !== undefined) throw inconclusive(`manifests.stack has no service ${missing}`)
  const services = Object.fromEntries(
    [backend, edge].map((name) => [name, trialService(name, mapOf(all[name]), trial)]),
  )
  return stringify({
    version: document.version ?? '3.8',
    services,
    networks: { default: { external: true, name: network } },
    volumes: trialVolumes(document, labels),
    configs: inUse(withFiles(document.configs, folder), services, 'configs'),
    secrets: inUse(withFiles(document.secrets, folder), services, 'secrets'),
  })
}
