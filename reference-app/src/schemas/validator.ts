import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'

const common = { allErrors: false, useDefaults: true, removeAdditional: false } as const
/** Coerces path and query, which are only text; a JSON body has types. */
const bodyAjv = new Ajv({ ...common, coerceTypes: false })
const textAjv = new Ajv({ ...common, coerceTypes: 'array' })
for (const ajv of [bodyAjv, textAjv]) formats.default(ajv, ['email', 'date-time'])

export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? bodyAjv : textAjv).compile(schema)
