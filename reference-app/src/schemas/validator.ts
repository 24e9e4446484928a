import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'

const common = { allErrors: false, useDefaults: true, removeAdditional: false } as const
/** Coerces path and query, which are only text; a JSON body has types. */
const bodyAjv = new Ajv({ ...common, coerceTypes: false })
const textAjv = new Ajv({ ...common, coerceTypes: 'array' })
for (const ajv of [bodyAjv, textAjv]) formats.default(ajv, ['email', 'date-time'])

/** Compiled when its route is first asked, so that a worker is soon there. */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const ajv = httpPart === 'body' ? bodyAjv : textAjv
  let validate: ValidateFunction | undefined
  return (data) => {
    validate ??= ajv.compile(schema)
    return validate(data) || { error: validate.errors ?? [] }
  }
}
