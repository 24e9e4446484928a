/**
 * A task definition as RegisterTaskDefinition takes it: names and types from the AWS SDK, bounds
 * from its documentation:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
import { Ajv, type ErrorObject } from 'ajv'
import generated from './task-definition.schema.json' with { type: 'json' }

type Schema = Record<string, unknown>

const text = { type: 'string', minLength: 1 } as const
const seconds = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum })
const port = (minimum: number) => ({ type: 'integer', minimum, maximum: 65_535 })

/** Bounds by type. */
const bounds: Readonly<Record<string, Schema>> = {
  ContainerDefinition: {
    // Whoever deploys may fill in the image.
    required: ['name'],
    properties: {
      name: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,255}$' },
      memory: { type: 'integer', minimum: 4 },
    },
  },
  KeyValuePair: { required: ['name', 'value'] },
  Secret: { properties: { name: text, valueFrom: text } },
  PortMapping: {
    properties: {
      containerPort: port(1),
      hostPort: port(0),
      containerPortRange: { type: 'string', pattern: '^\\d{1,5}-\\d{1,5}$' },
    },
  },
  HealthCheck: {
    properties: {
      command: { type: 'array', minItems: 1 },
      interval: seconds(5, 300),
      timeout: seconds(2, 120),
      retries: { type: 'integer', minimum: 1, maximum: 10 },
      startPeriod: seconds(0, 300),
    },
  },
}

const task = {
  properties: {
    family: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,255}$' },
    containerDefinitions: { type: 'array', minItems: 1 },
  },
}

function bounded(): Schema {
  const definitions: Record<string, Schema> = structuredClone(generated.$defs)
  for (const [name, more] of Object.entries(bounds)) {
    definitions[name] = { ...definitions[name], allOf: [more] }
  }
  // AWS treats any other protocol as tcp.
  const { protocol } = (definitions.PortMapping?.properties ?? {}) as Record<string, Schema>
  if (protocol) delete protocol.enum
  return { ...generated, allOf: [task], $defs: definitions }
}

const validate = new Ajv({ allErrors: true, strict: false }).compile(bounded())

export interface SchemaProblem {
  /** Keys and indices of the place. */
  path: (string | number)[]
  what: string
}

function problemOf({ instancePath, message, params }: ErrorObject): SchemaProblem {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  const details = params.additionalProperty ?? params.allowedValues?.join(', ') ?? ''
  return { path, what: `${instancePath || '/'} ${message} ${details}`.trim() }
}

/** Violations of the schema. */
export function schemaProblems(document: unknown): SchemaProblem[] {
  return validate(document) ? [] : (validate.errors ?? []).map(problemOf)
}
