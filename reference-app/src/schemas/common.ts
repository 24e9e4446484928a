import { Type } from 'typebox'

/** PostgreSQL's `integer`. */
export const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
/** Text for a name: one line, without characters that PostgreSQL or a terminal cannot handle. */
export const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f]+$' })
export const Email = Type.String({ format: 'email', maxLength: 254 })
export const Password = Type.String({ minLength: 12, maxLength: 256 })
export const DateTime = Type.String({ format: 'date-time' })

export const CompanyParams = Type.Object({ companyId: Id })
export const Empty = Type.Null({ description: 'No content' })
