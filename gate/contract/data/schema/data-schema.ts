/**
 * The schema of a config that is data. It is made of the contract's: what is a function there has
 * a form of its own here, and all else is the same.
 */
import * as z from 'zod'
import { targetSchema } from '../../target-config.ts'
import { placeOf } from '../places.ts'
import { schemaForms } from './forms.ts'

const places = Object.keys(schemaForms)

/** What only code can say. */
const onlyCode = z.never('only a config that is code can say this: preflight.config.ts')

function rebuiltObject(schema: z.ZodObject, path: readonly string[]): z.ZodType {
  const shape: Record<string, z.ZodType> = {}
  let isSame = true
  for (const [key, field] of Object.entries(schema.shape) as [string, z.ZodType][]) {
    shape[key] = rebuilt(field, [...path, key])
    isSame &&= shape[key] === field
  }
  return isSame ? schema : z.strictObject(shape)
}

function rebuiltRecord(schema: z.ZodRecord, path: readonly string[]): z.ZodType {
  const value = schema.valueType as z.ZodType
  const made = rebuilt(value, [...path, '*'])
  if (made === value) return schema
  const key = schema.keyType as z.ZodType<string>
  return key instanceof z.ZodEnum ? z.partialRecord(key, made) : z.record(key, made)
}

function rebuiltUnion(schema: z.ZodUnion, path: readonly string[]): z.ZodType {
  const options = schema.options as readonly z.ZodType[]
  const made = options.map((option) => rebuilt(option, path))
  if (made.every((option, at) => option === options[at])) return schema
  return z.union(made, { error: schema.def.error as z.core.$ZodErrorMap })
}

/** The schema with data forms in place of functions; the same one if it has none. */
function rebuilt(schema: z.ZodType, path: readonly string[]): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) {
    const inner = schema.unwrap() as z.ZodType
    const made = rebuilt(inner, path)
    return made === inner ? schema : made.exactOptional()
  }
  const form = schemaForms[placeOf(path, places) ?? '']
  if (form) return form(schema, path.at(-1) ?? '')
  if (schema instanceof z.ZodObject) return rebuiltObject(schema, path)
  if (schema instanceof z.ZodRecord) return rebuiltRecord(schema, path)
  if (schema instanceof z.ZodUnion) return rebuiltUnion(schema, path)
  return schema instanceof z.ZodCustom ? onlyCode : schema
}

/** The schema of `preflight.config.yaml` and `.json`. */
export const dataSchema = rebuilt(targetSchema, [])

/** Places where the contract has a function, with `*` for any key. */
export function functionPlaces(
  schema: z.ZodType = targetSchema,
  path: readonly string[] = [],
): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) {
    return functionPlaces(schema.unwrap() as z.ZodType, path)
  }
  if (schema instanceof z.ZodCustom) return [path.join('.')]
  if (schema instanceof z.ZodRecord) {
    return functionPlaces(schema.valueType as z.ZodType, [...path, '*'])
  }
  if (schema instanceof z.ZodUnion) {
    return (schema.options as z.ZodType[]).flatMap((option) => functionPlaces(option, path))
  }
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, field]) =>
    functionPlaces(field, [...path, key]),
  )
}
