/**
 * A service of Cloud Run that stands in a file, as the command that would deploy the same.
 * https://cloud.google.com/run/docs/reference/yaml/v1
 * Pure.
 */
import { basename } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import { isMap, mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { yamlDocument } from '../compose/yaml.ts'
import { type BackendConfig, backendAmong } from './backend.ts'
import { mapsIn } from './containers.ts'
import { optionsOf, type RunCommand } from './gcloud.ts'
import { isPlaceholder } from './places.ts'
import { probeFlags } from './run-probes.ts'
import type { Words } from './shell.ts'

const dependencies = 'run.googleapis.com/container-dependencies'

type Pair = readonly [flag: string, value: unknown]

/** Of several containers, the one with a port serves requests. */
function servingContainer(containers: readonly YamlMap[]): YamlMap {
  const serving = containers.find(({ ports }) => mapsIn(ports).length > 0)
  return serving ?? containers[0] ?? {}
}

/** Where a container listens, as far as its ports and its probes say. */
function portsOf(container: YamlMap): number[] {
  const probes = Object.keys(probeFlags).flatMap((key) => Object.values(mapOf(container[key])))
  const probed = probes.map((probe) => mapOf(probe).port)
  const open = mapsIn(container.ports).map(({ containerPort }) => containerPort)
  return [...open, ...probed].map(Number).filter(Number.isInteger)
}

/** The backend's container, and whether another one takes the requests. */
function backendOf(containers: readonly YamlMap[], config: BackendConfig) {
  const serving = servingContainer(containers)
  const container = backendAmong(containers, serving, config, {
    name: (each) => String(each.name),
    variables: ({ env }) => mapsIn(env).map(({ name }) => String(name)),
    ports: portsOf,
  })
  return { container: container ?? serving, isBehind: container !== serving }
}

/** A list of variables, between characters that no value has. */
const joined = (entries: readonly string[]) => `^\u0001^${entries.join('\u0001')}`

function variableFlags({ env }: YamlMap): Pair[] {
  const all = mapsIn(env)
  const words = all.filter(({ value }) => value !== undefined)
  const fetched = all.flatMap(({ name, valueFrom }) => {
    const { name: secret, key = 'latest' } = mapOf(mapOf(valueFrom).secretKeyRef)
    return secret === undefined ? [] : [`${name}=${secret}:${key}`]
  })
  return [
    ['--set-env-vars', joined(words.map(({ name, value }) => `${name}=${value}`))],
    ['--set-secrets', joined(fetched)],
  ]
}

/** Containers that wait for one that there is not. */
function* strangeDependencies(
  annotation: unknown,
  containers: readonly YamlMap[],
): Generator<string> {
  if (typeof annotation !== 'string') return
  const names = containers.map(({ name }) => String(name))
  let all: [string, unknown][] = []
  try {
    all = Object.entries(mapOf(yamlDocument(annotation, dependencies)))
  } catch (error) {
    if (!(error instanceof PreflightError)) throw error
  }
  const asked = all.flatMap(([name, others]) => [name, ...(Array.isArray(others) ? others : [])])
  for (const name of new Set(asked.map(String))) {
    const isKnown = names.includes(name) || isPlaceholder(name)
    if (!isKnown) yield `${dependencies} names ${name}, which is none of ${names.join(', ')}`
  }
}

/** Probes of a container, as the flags of gcloud say them. */
function probesOf(container: YamlMap): Pair[] {
  return Object.entries(probeFlags).flatMap(([key, flag]): Pair[] => {
    const kinds = Object.entries(mapOf(container[key])).filter(([, kind]) => isMap(kind))
    const parts = kinds.flatMap(([kind, asked]) =>
      Object.entries(mapOf(asked)).map(([name, value]) => `${kind}.${name}=${value}`),
    )
    return parts.length > 0 ? [[flag, parts.join(',')]] : []
  })
}

/** Whether a command before it, such as sed or envsubst, writes into the file. */
export function isRewritten(file: string, commands: readonly Words[]): boolean {
  const name = basename(file)
  return commands.some(
    ([program = '', ...words]) =>
      basename(program) !== 'gcloud' && words.some((word) => word.includes(name)),
  )
}

/** The service in a text; undefined if it is none of Cloud Run, or is a template. */
function serviceIn(text: string, path: string): YamlMap | undefined {
  try {
    const service = mapOf(yamlDocument(text, path))
    const isKnative = String(service.apiVersion).startsWith('serving.knative.dev/')
    return isKnative && service.kind === 'Service' ? service : undefined
  } catch (error) {
    if (error instanceof PreflightError) return undefined
    throw error
  }
}

/**
 * The command `run deploy` that says what a file says; undefined for a file of something else.
 * @param replace the command that names the file
 * @param rewritten whether its image is written by another command
 * @param config tells the backend's container from others
 */
export function commandOfService(
  replace: RunCommand,
  text: string,
  { rewritten, config }: { rewritten: boolean; config: BackendConfig },
): RunCommand | undefined {
  const service = serviceIn(text, replace.name)
  if (service === undefined) return undefined
  const { metadata, spec } = service
  const template = mapOf(mapOf(spec).template)
  const scaling = mapOf(mapOf(template.metadata).annotations)
  const containers = mapsIn(mapOf(template.spec).containers)
  const { container, isBehind } = backendOf(containers, config)
  const isOpen = rewritten || isPlaceholder(container.image)
  const pairs: Pair[] = [
    ...replace.options.values('--region').map((region): Pair => ['--region', region]),
    ['--region', mapOf(mapOf(metadata).labels)['cloud.googleapis.com/location']],
    // What builds the image is seen, and not which of its names comes to stand here.
    isOpen ? ['--source', '.'] : ['--image', container.image],
    ...mapsIn(container.ports).map(({ containerPort }): Pair => ['--port', containerPort]),
    ['--min-instances', scaling['autoscaling.knative.dev/minScale']],
    ['--max-instances', scaling['autoscaling.knative.dev/maxScale']],
    ['--max', mapOf(mapOf(metadata).annotations)['run.googleapis.com/maxScale']],
    ...variableFlags(container),
    ...probesOf(container),
  ]
  const flags = pairs
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name, value: String(value), container: undefined }))
  const name = String(mapOf(metadata).name ?? replace.name)
  const refused = [...strangeDependencies(scaling[dependencies], containers)]
  return { verb: 'deploy', name, options: optionsOf(flags), hidden: [], isBehind, refused }
}

/** A service that stands in the file itself, as one that names such a file would say it. */
export function serviceItself(text: string, config: BackendConfig): RunCommand | undefined {
  const named = {
    verb: 'replace',
    name: 'the service',
    options: optionsOf([]),
    hidden: [],
  } as const
  return commandOfService(named, text, { rewritten: false, config })
}
