/** What Fargate does not support. Pure. */
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { mapsIn } from './containers.ts'
import { isUsed, type Task } from './ecs-rules.ts'
import { pairProblem } from './fargate.ts'
import { isPlaceholder } from './places.ts'

const drivers = ['awslogs', 'splunk', 'awsfirelens']
/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
const notInContainer = [
  'privileged',
  'disableNetworking',
  'dnsServers',
  'dnsSearchDomains',
  'dockerSecurityOptions',
]
const linuxParameters = ['devices', 'sharedMemorySize', 'maxSwap', 'swappiness']
/** Of a container's start and stop, in seconds. */
const longestTimeout = 120

function* containerProblems(container: YamlMap): Generator<string> {
  const { name } = container
  for (const field of notInContainer) {
    if (isUsed(container[field])) yield `${name}: ${field} is not supported on Fargate`
  }
  const linux = mapOf(container.linuxParameters)
  for (const field of linuxParameters) {
    if (isUsed(linux[field])) yield `${name}: linuxParameters.${field} is not supported on Fargate`
  }
  const { add } = mapOf(linux.capabilities)
  const added = (Array.isArray(add) ? add : []).filter((each) => each !== 'SYS_PTRACE')
  if (added.length > 0) yield `${name}: adding capability ${added[0]} is not supported on Fargate`
  if (mapsIn(container.resourceRequirements).some(({ type }) => type === 'GPU'))
    yield `${name}: Fargate does not support GPUs`
  for (const field of ['stopTimeout', 'startTimeout']) {
    if (Number(container[field]) > longestTimeout)
      yield `${name}: ${field} ${container[field]}: the maximum on Fargate is ${longestTimeout}`
  }
  const { logDriver } = mapOf(container.logConfiguration)
  if (logDriver !== undefined && !drivers.includes(String(logDriver)))
    yield `${name}: logDriver ${logDriver}: Fargate supports ${drivers.join(', ')}`
}

function* taskProblems(task: YamlMap): Generator<string> {
  const isFilled = !isPlaceholder(task.cpu) && !isPlaceholder(task.memory)
  const problem = isFilled ? pairProblem(task.cpu, task.memory) : undefined
  if (problem !== undefined) yield problem
  if (isUsed(task.placementConstraints)) yield 'placementConstraints are not supported on Fargate'
  if (isUsed(task.inferenceAccelerators)) yield 'inferenceAccelerators are not supported on Fargate'
  if (isUsed(task.ipcMode)) yield 'ipcMode is not supported on Fargate'
  if (task.pidMode === 'host') yield 'pidMode host is not supported on Fargate'
  for (const { name, host, dockerVolumeConfiguration } of mapsIn(task.volumes)) {
    if (isUsed(mapOf(host).sourcePath))
      yield `volume ${name}: host paths are not supported on Fargate`
    if (isUsed(dockerVolumeConfiguration))
      yield `volume ${name}: Docker volumes are not supported on Fargate`
  }
  const { sizeInGiB } = mapOf(task.ephemeralStorage)
  if (sizeInGiB !== undefined && (Number(sizeInGiB) < 21 || Number(sizeInGiB) > 200))
    yield `ephemeralStorage ${sizeInGiB} GiB: Fargate supports 21 to 200`
}

/** Empty for a task that does not require Fargate. */
export function* fargateProblems({ task, containers, isFargate }: Task): Generator<string> {
  if (!isFargate) return
  yield* taskProblems(task)
  for (const container of containers) yield* containerProblems(container)
}
