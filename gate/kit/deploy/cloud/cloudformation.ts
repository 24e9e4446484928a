/**
 * The task definition in a template of CloudFormation, written by hand or printed by CDK or SAM, as
 * RegisterTaskDefinition takes it. What only the stack knows stands as `${Name}`. Pure.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html
 */
import { isAlias, isMap as isMapNode, isScalar, isSeq, parseDocument } from 'yaml'
import { isMap, mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { yamlDocument } from '../compose/yaml.ts'
import type { BackendConfig } from './backend.ts'
import { backendContainer, mapsIn } from './containers.ts'
import { isPlaceholder } from './places.ts'

/** The short form of a function, `!Ref a` or `!GetAtt a.b`, as the long one. */
function inFull(tag: string | undefined, value: unknown): unknown {
  const name = /^!(\w+)$/.exec(tag ?? '')?.[1]
  if (name === undefined) return value
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value }
}

/** A template with its functions in full. @throws PreflightError if it is no YAML and no JSON */
function templateOf(content: string): YamlMap {
  // Refuses what would never end.
  yamlDocument(content, 'manifests.ecsTask')
  const document = parseDocument(content, { merge: true, logLevel: 'silent' })
  const plainOf = (node: unknown): unknown => {
    if (isAlias(node)) return plainOf(node.resolve(document))
    if (isScalar(node)) return inFull(node.tag, node.value)
    if (isSeq(node)) return inFull(node.tag, node.items.map(plainOf))
    if (!isMapNode(node)) return undefined
    const pairs = node.items.map(({ key, value }) => [String(key), plainOf(value)] as const)
    return inFull(node.tag, Object.fromEntries(pairs))
  }
  return mapOf(plainOf(document.contents))
}

const named = (name: unknown) => `\${${String(name).replace(/\W+/g, '_')}}`

/** Functions replaced by what they give, as far as the template says it. */
function resolver(parameters: YamlMap) {
  const valueNamed = (name: unknown): unknown =>
    name === 'AWS::NoValue' ? undefined : (mapOf(parameters[String(name)]).Default ?? named(name))
  const substituted = (given: unknown): string => {
    const [text, own] = Array.isArray(given) ? given : [given, {}]
    return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`
      const value = mapOf(own)[name]
      return String(value === undefined ? valueNamed(name) : resolved(value))
    })
  }
  const resolved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolved).filter((each) => each !== undefined)
    if (!isMap(value)) return value
    const [[name = '', given] = [], ...others] = Object.entries(value)
    if (others.length > 0 || !/^(?:Ref|Fn::\w+)$/.test(name)) {
      const entries = Object.entries(value).map(([key, each]) => [key, resolved(each)] as const)
      return Object.fromEntries(entries.filter(([, each]) => each !== undefined))
    }
    if (name === 'Ref') return valueNamed(given)
    if (name === 'Fn::Sub') return substituted(given)
    if (name === 'Fn::Join' && Array.isArray(given) && Array.isArray(given[1]))
      return given[1].map(resolved).join(String(given[0]))
    return named(name === 'Fn::GetAtt' ? given : name)
  }
  return resolved
}

const numeric =
  /^(?:cpu|memory\w*|size\w*|gid|uid|interval|timeout|retries|\w+(?:Port|Period|Timeout|Limit))$/
const inWords = /^(?:name|value|valueFrom|options|dockerLabels|command|entryPoint|environment)$/
/** Maps whose keys are not the template's. */
const foreignKeys = /^(?:options|dockerLabels|driverOpts|labels)$/

/** CloudFormation takes numbers, texts and booleans for each other. */
function typed(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return inWords.test(key) ? String(value) : value
  if (numeric.test(key) && /^\d+$/.test(value)) return Number(value)
  return /^(?:true|false)$/.test(value) && !inWords.test(key) ? value === 'true' : value
}

/** Keys in the form of the API: `ContainerDefinitions` is `containerDefinitions`. */
function inLowerCase(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => inLowerCase(each, key))
  if (!isMap(value)) return typed(key, value)
  const isForeign = foreignKeys.test(key)
  const entries = Object.entries(value).map(([name, each]) => {
    const usual = isForeign ? name : name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, lowered)
    return [usual, inLowerCase(each, isForeign ? key : usual)]
  })
  return Object.fromEntries(entries)
}
const lowered = (text: string) => text.toLowerCase()

/** A name with a part that the stack makes: any name would do. */
const anyName = (name: unknown) =>
  typeof name === 'string' ? name.replace(/\$\{(\w+)\}/g, '$1') : name

/** What is not judged, since its keys differ in more than their case. */
const leftOut = ['tags', 'proxyConfiguration', 'inferenceAccelerators', 'placementConstraints']

function taskOf(properties: unknown): YamlMap {
  const task = mapOf(inLowerCase(properties))
  const containers = mapsIn(task.containerDefinitions).map((each) => ({
    ...each,
    name: anyName(each.name),
  }))
  const sizes = Object.entries({ cpu: task.cpu, memory: task.memory })
    .filter(([, size]) => size !== undefined)
    .map(([key, size]) => [key, String(size)])
  const kept = Object.entries(task).filter(([key]) => !leftOut.includes(key))
  return {
    ...Object.fromEntries([...kept, ...sizes]),
    family: anyName(task.family ?? 'task'),
    containerDefinitions: containers,
    ...(task.volumes === undefined
      ? {}
      : { volumes: mapsIn(task.volumes).map(({ name }) => ({ name })) }),
  }
}

export interface TemplateTask {
  task: YamlMap
  /** What a condition decides: it may be there or not. */
  unknown: string[]
  /** The most tasks of its service. */
  most?: { count: number; from: string }
}

/** Those left by one sign after the other; a sign that leaves none is skipped. */
function narrowedBy<Value>(all: readonly Value[], signs: readonly ((one: Value) => boolean)[]) {
  return signs.reduce((left, sign) => {
    const found = left.filter(sign)
    return left.length > 1 && found.length > 0 ? found : left
  }, all)
}

/** The task of the backend; undefined if there is none, or if several may be it. */
export function templateTask(content: string, config: BackendConfig): TemplateTask | undefined {
  const template = templateOf(content)
  const resolved = resolver(mapOf(template.Parameters))
  const resources = Object.entries(mapOf(template.Resources)).map(([id, each]) => {
    const { Type: type, Properties: properties } = mapOf(each)
    return { id, type, properties: mapOf(resolved(properties)) }
  })
  const ofType = (type: string) => resources.filter((each) => each.type === type)
  const services = ofType('AWS::ECS::Service')
  const serves = (id: string) =>
    services.filter(({ properties }) => properties.TaskDefinition === named(id))
  const tasks = ofType('AWS::ECS::TaskDefinition').map(({ id, properties }) => {
    const task = taskOf(properties)
    return { id, task, containers: mapsIn(task.containerDefinitions) }
  })
  const all = backendContainer(
    tasks.flatMap(({ containers }) => containers),
    config,
  )
  const left = narrowedBy(tasks, [
    ({ containers }) => all !== undefined && containers.includes(all),
    ({ id }) => serves(id).length > 0,
    ({ containers }) => containers.some(({ portMappings }) => mapsIn(portMappings).length > 0),
    ({ containers }) => backendContainer(containers, config) !== undefined,
  ])
  const [one, ...others] = left
  if (!one || others.length > 0) return undefined
  const most = mostOf(serves(one.id), ofType('AWS::ApplicationAutoScaling::ScalableTarget'))
  return { task: one.task, unknown: conditional(one.containers), ...(most && { most }) }
}

type Resource = { properties: YamlMap }

/** How many tasks a service may have: as its autoscaler says, else as it says itself. */
function mostOf(services: readonly Resource[], targets: readonly Resource[]) {
  const [service, ...others] = services
  if (service === undefined || others.length > 0 || targets.length > 1) return undefined
  const [target] = targets
  const [from, value] = target
    ? ['MaxCapacity', target.properties.MaxCapacity]
    : ['DesiredCount', service.properties.DesiredCount]
  const count = Number(value)
  return Number.isInteger(count) && count > 0 ? { count, from: String(from) } : undefined
}

/** Variables and ports that a function makes as a whole. */
function conditional(containers: readonly YamlMap[]): string[] {
  return containers.flatMap((container) =>
    ['environment', 'secrets', 'portMappings'].flatMap((key) => {
      const value = container[key]
      const made = [value, ...(Array.isArray(value) ? value : [])].find(isPlaceholder)
      return made === undefined ? [] : [`${container.name}: ${key} has what ${made} makes`]
    }),
  )
}
