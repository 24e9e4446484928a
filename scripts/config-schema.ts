/** Generates docs/config.schema.json: what a config in YAML or JSON may say, for editors. */
import { glob, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as z from 'zod'
import { dataSchema } from '#gate/contract/data/schema/data-schema.ts'
import { variables } from '#gate/contract/fields.ts'
import { commentsFor, type DocumentedObject, documentedObjects } from './doc-comments.ts'

const root = resolve(import.meta.dirname, '..')

/** Where the generated schema lies. */
export const configSchemaUrl = new URL('../docs/config.schema.json', import.meta.url)

/** Its name, which does not change as long as the configs that it accepts stay good. */
const id = 'urn:preflight:config:1'

type JsonSchema = z.core.JSONSchema.BaseSchema

async function commentsOfContract(): Promise<DocumentedObject[]> {
  const patterns = ['gate/contract/*.ts', 'gate/contract/data/schema/*.ts']
  const files: string[] = []
  for await (const file of glob(patterns, { cwd: root })) files.push(file)
  const objects = files.sort().map(async (file) => {
    return documentedObjects(file, await readFile(join(root, file), 'utf8'))
  })
  return (await Promise.all(objects)).flat()
}

/** Adds what the doc comments say, and removes what is of no use to an editor. */
function polish(value: unknown, objects: readonly DocumentedObject[]): void {
  if (typeof value !== 'object' || value === null) return
  for (const each of Object.values(value)) polish(each, objects)
  const schema = value as JsonSchema
  if (schema.readOnly === true) delete schema.readOnly
  if (schema.format === 'starts_with') delete schema.format
  if (typeof schema.properties !== 'object') return
  const comments = commentsFor(Object.keys(schema.properties), objects)
  for (const [key, property] of Object.entries(schema.properties)) {
    const comment = comments.get(key)
    if (comment !== undefined && typeof property === 'object') property.description = comment
  }
}

/** What a config may leave out or write in another way before the schema is asked. */
function loosen(schema: JsonSchema, zodSchema: z.core.$ZodType): void {
  if (zodSchema === variables) {
    schema.additionalProperties = { type: ['string', 'number', 'boolean'] }
  }
  // The kind of a launch follows from its other keys.
  if (schema.properties?.kind !== undefined) {
    schema.required = schema.required?.filter((key) => key !== 'kind') ?? []
  }
}

/** docs/config.schema.json: the data form of a config as JSON Schema, draft 2020-12. */
export async function configSchema(): Promise<string> {
  const objects = await commentsOfContract()
  const generated = z.toJSONSchema(dataSchema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'ref',
    override: ({ jsonSchema, zodSchema }) => loosen(jsonSchema, zodSchema),
  })
  polish(generated, objects)
  const { $schema, ...schema } = generated
  const head = {
    $schema,
    $id: id,
    title: 'Preflight config',
    description: 'preflight.config.yaml or .json. Generated from gate/contract.',
  }
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`
}

if (import.meta.main) {
  await writeFile(configSchemaUrl, await configSchema())
  console.error('docs/config.schema.json: written')
}
