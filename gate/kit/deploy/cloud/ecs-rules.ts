/**
 * Combinations of fields that AWS refuses although the schema allows them. Pure.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
import { ownValue } from '#gate/own-value.ts'
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { mapsIn, strangeSecrets } from './containers.ts'
import { cpuUnits, mebibytes } from './fargate.ts'
import { isPlaceholder } from './places.ts'

/** A task definition and its containers. */
export interface Task {
  task: YamlMap
  containers: readonly YamlMap[]
  /** Whether it requires Fargate. */
  isFargate: boolean
}

/** Whether a field has an effect: `false` and empty lists have none. */
export const isUsed = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : Boolean(value)

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, at) => names.indexOf(name) !== at)),
]

const isNumber = (value: unknown): value is number => typeof value === 'number'

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Fields of a container that a network mode does not support. */
const notInMode: Readonly<Record<string, readonly string[]>> = {
  awsvpc: ['links', 'hostname', 'extraHosts'],
  host: ['links'],
  none: ['links', 'portMappings'],
}

/** Network modes in which container ports are host ports. */
const sharedPorts = ['awsvpc', 'host']

function* mappingProblems(mapping: YamlMap, mode: string): Generator<string> {
  const { containerPort, hostPort, containerPortRange: range } = mapping
  if (range !== undefined) {
    const [first = 0, last = 0] = String(range).split('-').map(Number)
    if (first >= last) yield `containerPortRange "${range}" is empty`
    if ((containerPort ?? hostPort) !== undefined)
      yield 'containerPortRange cannot be combined with containerPort or hostPort'
    if (mode === 'host') yield 'containerPortRange is not supported with networkMode host'
  } else if (containerPort === undefined) {
    yield 'a port mapping has no containerPort'
  } else if (sharedPorts.includes(mode) && isNumber(hostPort) && isNumber(containerPort)) {
    if (hostPort === 0 || hostPort === containerPort) return
    yield `hostPort ${hostPort} must equal containerPort ${containerPort} with networkMode ${mode}`
  }
}

/** Host ports that are mapped more than once. */
function repeatedPorts(containers: readonly YamlMap[], mode: string): string[] {
  const taken = containers.flatMap(({ portMappings }) =>
    mapsIn(portMappings).flatMap(({ containerPort, hostPort, protocol = 'tcp' }) => {
      const port = hostPort || (sharedPorts.includes(mode) ? containerPort : undefined)
      return port === undefined ? [] : [`${protocol} port ${port}`]
    }),
  )
  return repeated(taken)
}

export function* networkProblems({ task, containers, isFargate }: Task): Generator<string> {
  const mode = String(task.networkMode ?? 'bridge')
  if (isFargate && mode !== 'awsvpc')
    yield `networkMode "${task.networkMode}": Fargate only supports awsvpc`
  for (const container of containers) {
    const { name } = container
    const found = (ownValue(notInMode, mode) ?? []).filter((field) => isUsed(container[field]))
    for (const field of found) yield `${name}: ${field} is not supported with networkMode ${mode}`
    for (const mapping of mapsIn(container.portMappings)) {
      for (const problem of mappingProblems(mapping, mode)) yield `${name}: ${problem}`
    }
  }
  for (const port of repeatedPorts(containers, mode)) yield `${port} on the host is mapped twice`
}

/** Adds up an amount over all containers; placeholders count as 0. */
const sum = (containers: readonly YamlMap[], amount: (container: YamlMap) => unknown): number =>
  containers.reduce((total, container) => total + (Number(amount(container)) || 0), 0)

/** Container ports that something within or before the task can reach. */
export function hasPortMappings(containers: readonly YamlMap[]): boolean {
  return containers.some(({ portMappings }) => mapsIn(portMappings).length > 0)
}

export function* sizeProblems({ task, containers }: Task): Generator<string> {
  const memory = task.memory === undefined ? undefined : mebibytes(String(task.memory))
  const cpu = task.cpu === undefined ? undefined : cpuUnits(String(task.cpu))
  for (const container of containers) {
    const { name, memory: hard, memoryReservation: soft } = container
    if (memory === undefined && hard === undefined && soft === undefined)
      yield `${name}: neither the container nor the task says how much memory it has`
    if (Number(soft) > Number(hard))
      yield `${name}: memoryReservation ${soft} exceeds memory ${hard}`
    if (memory !== undefined && Number(hard ?? soft) > memory)
      yield `${name}: memory ${hard ?? soft} exceeds the task's ${memory}`
    if (cpu !== undefined && Number(container.cpu) > cpu)
      yield `${name}: cpu ${container.cpu} exceeds the task's ${cpu}`
  }
  if (containers.length < 2) return
  const reserved = sum(containers, ({ memory: hard, memoryReservation: soft }) => soft ?? hard)
  if (memory !== undefined && reserved > memory)
    yield `containers reserve ${reserved} MiB of memory in total, but the task has ${memory}`
  const shares = sum(containers, (container) => container.cpu)
  if (cpu !== undefined && shares > cpu)
    yield `containers reserve ${shares} CPU units in total, but the task has ${cpu}`
}

function* dependencyProblems(containers: readonly YamlMap[]): Generator<string> {
  for (const { name, dependsOn } of containers) {
    for (const { containerName, condition } of mapsIn(dependsOn)) {
      const other = containers.find((each) => each.name === containerName)
      const what = `${name}: depends on ${containerName}`
      if (!other || containerName === name)
        yield `${what}, which is not another container in this task`
      else if (condition === 'HEALTHY' && !other.healthCheck)
        yield `${what}, which has no healthCheck`
      else if ((condition === 'COMPLETE' || condition === 'SUCCESS') && other.essential !== false)
        yield `${what} to exit, but it is essential`
    }
  }
}

/** A container that waits for itself, by way of others. */
function* circleProblems(containers: readonly YamlMap[]): Generator<string> {
  const waitsFor = (name: string): string[] =>
    mapsIn(containers.find((each) => each.name === name)?.dependsOn).map((each) =>
      String(each.containerName),
    )
  for (const { name } of containers) {
    const reached = new Set(waitsFor(String(name)))
    for (const other of reached) for (const next of waitsFor(other)) reached.add(next)
    const isDirect = waitsFor(String(name)).includes(String(name))
    if (!isDirect && reached.has(String(name)))
      yield `${name}: waits for itself, by way of dependsOn`
  }
}

const healthKinds = ['CMD', 'CMD-SHELL', 'NONE']

/** The commands of health checks say how they are run. */
function* healthProblems(containers: readonly YamlMap[]): Generator<string> {
  for (const { name, healthCheck } of containers) {
    const [kind] = listOf(mapOf(healthCheck).command)
    if (typeof kind !== 'string' || healthKinds.includes(kind) || isPlaceholder(kind)) continue
    yield `${name}: the command of healthCheck must begin with CMD or CMD-SHELL, not "${kind}"`
  }
}

/** Volumes whose file system asks who comes, in plain text: EFS does so over TLS alone. */
function* volumeProblems(task: YamlMap): Generator<string> {
  for (const { name, efsVolumeConfiguration } of mapsIn(task.volumes)) {
    const { transitEncryption, authorizationConfig } = mapOf(efsVolumeConfiguration)
    const { iam, accessPointId } = mapOf(authorizationConfig)
    const needs = [
      ...(iam === 'ENABLED' ? ['iam'] : []),
      ...(accessPointId ? ['accessPointId'] : []),
    ]
    if (needs.length > 0 && transitEncryption !== 'ENABLED' && !isPlaceholder(transitEncryption))
      yield `volume ${name}: authorizationConfig.${needs[0]} needs transitEncryption ENABLED`
  }
}

/** References to volumes and containers that do not exist. */
function* referenceProblems({ task, containers }: Task): Generator<string> {
  const names = containers.map(({ name }) => String(name))
  const volumes = mapsIn(task.volumes).map(({ name }) => name)
  const { containerName: proxy } = mapOf(task.proxyConfiguration)
  if (proxy !== undefined && !names.includes(String(proxy)))
    yield `proxyConfiguration: there is no container ${proxy}`
  for (const { name, mountPoints, volumesFrom, links } of containers) {
    for (const { sourceVolume } of mapsIn(mountPoints)) {
      if (!volumes.includes(sourceVolume)) yield `${name}: there is no volume ${sourceVolume}`
    }
    const linked = listOf(links).map((link) => String(link).split(':')[0] ?? '')
    const used = mapsIn(volumesFrom).map(({ sourceContainer }) => String(sourceContainer))
    for (const other of [...linked, ...used]) {
      if (!names.includes(other)) yield `${name}: there is no container ${other}`
    }
  }
}

/** Names that are missing or used twice. */
export function* nameProblems(definition: Task): Generator<string> {
  const { containers } = definition
  const names = containers.map(({ name }) => String(name))
  for (const name of repeated(names)) yield `${name}: the name is used by two containers`
  if (containers.length > 0 && containers.every(({ essential }) => essential === false))
    yield 'no container is essential'
  yield* dependencyProblems(containers)
  yield* circleProblems(containers)
  yield* healthProblems(containers)
  yield* referenceProblems(definition)
  yield* volumeProblems(definition.task)
  const hasRouter = containers.some(({ firelensConfiguration }) => firelensConfiguration)
  for (const { name, secrets, environment, logConfiguration } of containers) {
    const fetched = mapsIn(secrets).map((secret) => String(secret.name))
    const written = mapsIn(environment).map((variable) => String(variable.name))
    const twice = [...repeated(fetched), ...fetched.filter((each) => written.includes(each))]
    for (const variable of new Set(twice)) yield `${name}: ${variable} is set twice`
    for (const variable of Object.keys(strangeSecrets(mapsIn(secrets))))
      yield `${name}: valueFrom of ${variable} is neither an ARN nor a parameter name`
    if (mapOf(logConfiguration).logDriver === 'awsfirelens' && !hasRouter)
      yield `${name}: logDriver awsfirelens needs a container with firelensConfiguration`
  }
}
