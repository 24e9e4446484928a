/** Reads an ECS task definition. Pure. */
import { messageOf } from '#gate/errors.ts'
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { sound, yamlDocument } from '../compose/yaml.ts'
import { ecsRun } from '../run-settings.ts'
import type { BackendConfig } from './backend.ts'
import { type TemplateTask, templateTask } from './cloudformation.ts'
import {
  backendContainer,
  type ContainerFacts,
  factsOf,
  mapsIn,
  withoutImage,
} from './containers.ts'
import { healthOfBackend } from './ecs-health.ts'
import { logProblems, roleProblems } from './ecs-logs.ts'
import { hasPortMappings, nameProblems, networkProblems, sizeProblems } from './ecs-rules.ts'
import { schemaProblems } from './ecs-schema.ts'
import { fargateProblems } from './fargate-rules.ts'
import { isPlaceholder, isTemplate, lineFinder } from './places.ts'
import { isRegion, type Platform, regionsIn, sorted } from './platform.ts'

interface Read {
  task: YamlMap
  /** The template of CloudFormation that it stands in. */
  template?: TemplateTask | undefined
  /** Whether the file is a complete task definition. */
  isWhole: boolean
  problems: string[]
  unknown: string[]
}

/** Removes null values, which the skeletons of the AWS CLI contain. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, item]) => item !== null)
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item)]))
}

/** Keys that begin a template in YAML, which is often called `.template`. */
const templateKeys = /^(?:AWSTemplateFormatVersion|Resources|Transform):/m

function documentOf(content: string, path: string): unknown {
  const isYaml = /\.ya?ml$/.test(path) || templateKeys.test(content)
  return isYaml ? yamlDocument(content, path) : sound(JSON.parse(content))
}

/** The task in a template: its functions are not those of ECS, and its lines are others. */
function readTemplate(content: string, config: BackendConfig): Read {
  const template = templateTask(content, config)
  if (!template) {
    const why = 'it is a CloudFormation template: cannot tell which task definition is meant'
    return { task: {}, isWhole: false, problems: [], unknown: [why] }
  }
  const { task, unknown } = template
  const read: Read = { task, template, isWhole: true, problems: [], unknown: [...unknown] }
  for (const { path, what } of schemaProblems(task)) {
    const value = path.reduce<unknown>((at, key) => (at as YamlMap | undefined)?.[key], task)
    if (!isPlaceholder(value)) read.problems.push(what)
  }
  return read
}

function read(content: string, path: string, config: BackendConfig): Read {
  const [problems, unknown]: [string[], string[]] = [[], []]
  let document: unknown
  try {
    document = withoutNulls(documentOf(content, path))
  } catch (error) {
    const message = `not valid JSON: ${messageOf(error)}`
    if (isTemplate(content)) unknown.push(`${message}; it is a template`)
    else problems.push(message)
    return { task: {}, isWhole: false, problems, unknown }
  }
  if (Array.isArray(document)) {
    unknown.push('it is a list of containers, without the rest of the task')
    return { task: { containerDefinitions: document }, isWhole: false, problems, unknown }
  }
  const answer = mapOf(document)
  const isAnswer = mapOf(answer.taskDefinition).containerDefinitions !== undefined
  const task = isAnswer ? mapOf(answer.taskDefinition) : answer
  if (isAnswer)
    unknown.push('it is an answer of describe-task-definition, with the task in "taskDefinition"')
  if (task.Resources !== undefined) return readTemplate(content, config)
  const find = lineFinder(content)
  const line = (keys: readonly (string | number)[]) =>
    find(isAnswer ? ['taskDefinition', ...keys] : keys)
  for (const key of ['cpu', 'memory']) {
    const size = task[key]
    if (isPlaceholder(size)) unknown.push(`${line([key])}${key} "${size}" is a placeholder`)
  }
  for (const { path: keys, what } of schemaProblems(task)) {
    const value = keys.reduce<unknown>((at, key) => (at as YamlMap | undefined)?.[key], task)
    const isOpen = isPlaceholder(value)
    if (isOpen) unknown.push(`${line(keys)}${what}: "${value}" is a placeholder`)
    else problems.push(`${line(keys)}${what}`)
  }
  return { task, isWhole: true, problems, unknown }
}

function* relationProblems(task: YamlMap, backend: YamlMap | undefined): Generator<string> {
  const kinds = Array.isArray(task.requiresCompatibilities) ? task.requiresCompatibilities : []
  const containers = mapsIn(task.containerDefinitions)
  const definition = { task, containers, isFargate: kinds.includes('FARGATE') }
  if (!isPlaceholder(task.networkMode)) yield* networkProblems(definition)
  yield* sizeProblems(definition)
  yield* nameProblems(definition)
  yield* fargateProblems(definition)
  yield* roleProblems(definition)
  yield* logProblems(definition, backend)
}

const nothing: ContainerFacts = {
  plain: {},
  references: [],
  stored: {},
  image: '',
  ports: [],
  files: [],
}

/** What is in words; of a template, without what the stack fills in. */
function provided({ plain, references }: ContainerFacts, isTemplate: boolean) {
  if (!isTemplate) return { plain, references }
  const { plain: written, references: filled } = sorted(plain)
  return { plain: written, references: [...references, ...filled] }
}

function* backendDoubts(
  containers: readonly YamlMap[],
  backend: YamlMap | undefined,
  { ports }: ContainerFacts,
): Generator<string> {
  const names = containers.map(({ name }) => name).join(', ')
  if (!backend && containers.length > 0)
    yield `cannot tell which container is the backend: ${names}`
  const mapped = mapsIn(backend?.portMappings).map(({ containerPort }) => containerPort)
  const open = mapped.filter(isPlaceholder)
  if (open.length > 0 && ports.length === 0) yield `containerPort "${open[0]}" is a placeholder`
}

/**
 * Reads the text; everything wrong with it is in `problems`.
 * @param config identifies the backend's container
 * @param path of the file; YAML if it ends so, else JSON
 */
export function ecsPlatform(content: string, config: BackendConfig = {}, path = ''): Platform {
  const found = read(content.replace(/^\uFEFF/, ''), path, config)
  const { task, template, isWhole, problems, unknown } = found
  const containers = mapsIn(task.containerDefinitions)
  const backend = backendContainer(containers, config)
  const facts = backend ? factsOf(backend) : nothing
  const logs = containers.map(({ logConfiguration }) => mapOf(mapOf(logConfiguration).options))
  if (isWhole) problems.push(...relationProblems(task, backend))
  if (backend?.essential === false)
    problems.push(`${backend.name}: essential is false: the task goes on without the backend`)
  if (backend) {
    const health = healthOfBackend(backend, containers, config)
    problems.push(...health.problems)
    unknown.push(...health.unknown)
  }
  // A pipeline that renders the task puts it there.
  unknown.push(...withoutImage(containers).map((name) => `${name}: the file names no image`))
  unknown.push(...backendDoubts(containers, backend, facts))
  // A proxy in the same task, which has the ports, reaches it without.
  const isReached = task.networkMode === 'host' || hasPortMappings(containers)
  if (backend && facts.ports.length === 0 && unknown.length === 0 && !isReached)
    problems.push(`${backend.name}: portMappings is missing`)
  return {
    name: 'ecsTask',
    ...provided(facts, template !== undefined),
    stored: facts.stored,
    ...(template?.most === undefined ? {} : { maxInstances: template.most }),
    beside: Object.fromEntries(
      containers
        .filter((each) => each !== backend)
        .map((each) => [String(each.name), factsOf(each).plain]),
    ),
    isLiteral: template === undefined,
    images: facts.image === '' ? [] : [facts.image],
    ports: facts.ports,
    regions: [
      ...regionsIn(facts.image),
      ...logs.map((options) => String(options['awslogs-region'])).filter(isRegion),
    ],
    run: ecsRun(backend ?? {}),
    openings: [],
    problems,
    unknown,
    elsewhere: facts.files.map((file) => `variables in ${file}`),
  }
}
