/** Reads an ECS task definition. Pure. */
import { Ajv } from 'ajv'
import { messageOf } from '#gate/errors.ts'
import { mapOf, type YamlMap } from '../compose/yaml.ts'
import { taskDefinitionSchema } from './ecs-schema.ts'
import { pairProblem } from './fargate.ts'
import { type Platform, regionsIn } from './platform.ts'

const validate = new Ajv({ allErrors: true, strict: false }).compile(taskDefinitionSchema)
/** Options without which awslogs does not work. */
const logOptions = ['awslogs-group', 'awslogs-region', 'awslogs-stream-prefix']

const mapsIn = (value: unknown): YamlMap[] => (Array.isArray(value) ? value.map(mapOf) : [])

function valuesOf(list: unknown, key: string): Record<string, string> {
  return Object.fromEntries(mapsIn(list).map((each) => [String(each.name), String(each[key])]))
}

/** What the schema cannot express: combinations of fields on Fargate. */
function* fargateProblems(task: YamlMap, containers: readonly YamlMap[]): Generator<string> {
  const { networkMode, requiresCompatibilities, cpu, memory, executionRoleArn } = task
  const kinds = Array.isArray(requiresCompatibilities) ? requiresCompatibilities : []
  if (kinds.includes('FARGATE')) {
    if (networkMode !== 'awsvpc') yield `networkMode "${networkMode}": Fargate only supports awsvpc`
    const problem = pairProblem(cpu, memory)
    if (problem !== undefined) yield problem
    const needsRole = containers.some(
      ({ secrets, logConfiguration }) => secrets ?? logConfiguration,
    )
    if (needsRole && executionRoleArn === undefined) {
      yield 'executionRoleArn: missing; without it, no secrets are read and no logs written'
    }
  }
}

function* logProblems(containers: readonly YamlMap[]): Generator<string> {
  for (const { name, logConfiguration } of containers) {
    const { logDriver, options } = mapOf(logConfiguration)
    if (logDriver === undefined) yield `${name}: logConfiguration is missing`
    if (logDriver !== 'awslogs') continue
    const missing = logOptions.filter((option) => !mapOf(options)[option])
    if (missing.length > 0) yield `${name}: logConfiguration is missing ${missing.join(', ')}`
  }
}

/** Reads the text; everything wrong with it is in `problems`. */
export function ecsPlatform(content: string): Platform {
  let task: YamlMap = {}
  const problems: string[] = []
  try {
    task = mapOf(JSON.parse(content))
  } catch (error) {
    problems.push(`not valid JSON: ${messageOf(error)}`)
  }
  const containers = mapsIn(task.containerDefinitions)
  const [backend = {}] = containers
  const image = String(backend.image ?? '')
  const logs = containers.map(({ logConfiguration }) => mapOf(mapOf(logConfiguration).options))
  if (problems.length === 0) {
    if (!validate(task)) {
      const places = (validate.errors ?? []).map(({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message} ${params.additionalProperty ?? ''}`.trim(),
      )
      problems.push(...places)
    }
    problems.push(...fargateProblems(task, containers), ...logProblems(containers))
  }
  return {
    name: 'ecsTask',
    plain: valuesOf(backend.environment, 'value'),
    references: Object.keys(valuesOf(backend.secrets, 'valueFrom')),
    images: image === '' ? [] : [image],
    ports: mapsIn(backend.portMappings).map(({ containerPort }) => Number(containerPort)),
    regions: [
      ...regionsIn(image),
      ...logs.flatMap((options) => options['awslogs-region'] ?? []).map(String),
    ],
    openings: [],
    problems,
  }
}
