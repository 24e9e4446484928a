/**
 * What AWS refuses although the schema has it: how fields of a task definition go together. Pure.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
import { mapOf, type YamlMap } from '../compose/yaml.ts'
import { mapsIn, strangeSecrets } from './containers.ts'
import { cpuUnits, mebibytes } from './fargate.ts'

/** A task definition, and its containers as maps. */
export interface Task {
  task: YamlMap
  containers: readonly YamlMap[]
  /** Whether it asks to be checked for Fargate. */
  isFargate: boolean
}

/** Whether a field says anything: `false`, empty lists and nothing do not. */
export const isUsed = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : Boolean(value)

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, at) => names.indexOf(name) !== at)),
]

const isNumber = (value: unknown): value is number => typeof value === 'number'

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Fields of a container that it cannot have in a network mode. */
const notInMode: Readonly<Record<string, readonly string[]>> = {
  awsvpc: ['links', 'hostname', 'extraHosts'],
  host: ['links'],
  none: ['links', 'portMappings'],
}

/** Modes in which a port of the container is one of its host. */
const sharedPorts = ['awsvpc', 'host']

function* mappingProblems(mapping: YamlMap, mode: string): Generator<string> {
  const { containerPort, hostPort, containerPortRange: range } = mapping
  if (range !== undefined) {
    const [first = 0, last = 0] = String(range).split('-').map(Number)
    if (first >= last) yield `containerPortRange "${range}" has no port`
    if ((containerPort ?? hostPort) !== undefined) yield 'containerPortRange beside a single port'
    if (mode === 'host') yield 'containerPortRange is not supported with networkMode host'
  } else if (containerPort === undefined) {
    yield 'a port mapping without containerPort'
  } else if (sharedPorts.includes(mode) && isNumber(hostPort) && isNumber(containerPort)) {
    if (hostPort === 0 || hostPort === containerPort) return
    yield `hostPort ${hostPort} is not containerPort ${containerPort}, as it has to be with ${mode}`
  }
}

/** Ports of the host that two mappings take. */
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
    yield `networkMode "${task.networkMode}": Fargate has awsvpc alone`
  for (const container of containers) {
    const { name } = container
    const found = (notInMode[mode] ?? []).filter((field) => isUsed(container[field]))
    for (const field of found) yield `${name}: ${field} is not supported with networkMode ${mode}`
    for (const mapping of mapsIn(container.portMappings)) {
      for (const problem of mappingProblems(mapping, mode)) yield `${name}: ${problem}`
    }
  }
  for (const port of repeatedPorts(containers, mode)) yield `${port} of the host is mapped twice`
}

/** Adds up what containers ask for; a placeholder counts as nothing. */
const sum = (containers: readonly YamlMap[], amount: (container: YamlMap) => unknown): number =>
  containers.reduce((total, container) => total + (Number(amount(container)) || 0), 0)

export function* sizeProblems({ task, containers }: Task): Generator<string> {
  const memory = task.memory === undefined ? undefined : mebibytes(String(task.memory))
  const cpu = task.cpu === undefined ? undefined : cpuUnits(String(task.cpu))
  for (const container of containers) {
    const { name, memory: hard, memoryReservation: soft } = container
    if (Number(soft) > Number(hard))
      yield `${name}: memoryReservation ${soft} is more than memory ${hard}`
    if (memory !== undefined && Number(hard ?? soft) > memory)
      yield `${name}: memory ${hard ?? soft} is more than the task's ${memory}`
    if (cpu !== undefined && Number(container.cpu) > cpu)
      yield `${name}: cpu ${container.cpu} is more than the task's ${cpu}`
  }
  if (containers.length < 2) return
  const reserved = sum(containers, ({ memory: hard, memoryReservation: soft }) => soft ?? hard)
  if (memory !== undefined && reserved > memory)
    yield `containers reserve ${reserved} MiB of memory, the task has ${memory}`
  const shares = sum(containers, (container) => container.cpu)
  if (cpu !== undefined && shares > cpu)
    yield `containers reserve ${shares} CPU units, the task has ${cpu}`
}

function* dependencyProblems(containers: readonly YamlMap[]): Generator<string> {
  for (const { name, dependsOn } of containers) {
    for (const { containerName, condition } of mapsIn(dependsOn)) {
      const other = containers.find((each) => each.name === containerName)
      const what = `${name}: depends on ${containerName}`
      if (!other || containerName === name) yield `${what}, which is no other container`
      else if (condition === 'HEALTHY' && !other.healthCheck)
        yield `${what}, which has no healthCheck`
      else if ((condition === 'COMPLETE' || condition === 'SUCCESS') && other.essential !== false)
        yield `${what} to end, which is essential`
    }
  }
}

/** What a container refers to, and the task has not. */
function* referenceProblems({ task, containers }: Task): Generator<string> {
  const names = containers.map(({ name }) => String(name))
  const volumes = mapsIn(task.volumes).map(({ name }) => name)
  for (const { name, mountPoints, volumesFrom, links } of containers) {
    for (const { sourceVolume } of mapsIn(mountPoints)) {
      if (!volumes.includes(sourceVolume)) yield `${name}: no volume is called ${sourceVolume}`
    }
    const linked = listOf(links).map((link) => String(link).split(':')[0] ?? '')
    const used = mapsIn(volumesFrom).map(({ sourceContainer }) => String(sourceContainer))
    for (const other of [...linked, ...used]) {
      if (!names.includes(other)) yield `${name}: no container is called ${other}`
    }
  }
}

/** Names that have to be there, or that may be there once. */
export function* nameProblems(definition: Task): Generator<string> {
  const { containers } = definition
  const names = containers.map(({ name }) => String(name))
  for (const name of repeated(names)) yield `${name}: two containers have this name`
  if (containers.length > 0 && containers.every(({ essential }) => essential === false))
    yield 'no container is essential'
  yield* dependencyProblems(containers)
  yield* referenceProblems(definition)
  const hasRouter = containers.some(({ firelensConfiguration }) => firelensConfiguration)
  for (const { name, secrets, environment, logConfiguration } of containers) {
    const fetched = mapsIn(secrets).map((secret) => String(secret.name))
    const written = mapsIn(environment).map((variable) => String(variable.name))
    const twice = [...repeated(fetched), ...fetched.filter((each) => written.includes(each))]
    for (const variable of new Set(twice)) yield `${name}: ${variable} is given twice`
    for (const variable of Object.keys(strangeSecrets(mapsIn(secrets))))
      yield `${name}: valueFrom of ${variable} is neither an ARN nor the name of a parameter`
    if (mapOf(logConfiguration).logDriver === 'awsfirelens' && !hasRouter)
      yield `${name}: logDriver awsfirelens without a container with firelensConfiguration`
  }
}
