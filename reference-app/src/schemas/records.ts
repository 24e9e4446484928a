import { Type } from 'typebox'
import { DateTime, Id, Name } from './common.ts'

// PostgreSQL's text holds anything but NUL.
const Content = Type.String({ maxLength: 100_000, pattern: '^[^\\u0000]*$' })

export const RecordParams = Type.Object({ companyId: Id, recordId: Id })

export const NewRecordBody = Type.Object(
  { name: Name, content: Type.Optional(Content) },
  { additionalProperties: false },
)

export const RecordChangeBody = Type.Object(
  { name: Type.Optional(Name), content: Type.Optional(Content) },
  { additionalProperties: false, minProperties: 1 },
)

export const RecordReply = Type.Object({
  id: Id,
  company_id: Id,
  name: Type.String(),
  content: Type.String(),
  created_at: DateTime,
  updated_at: DateTime,
})

export const RecordsQuery = Type.Object({
  after: Type.Integer({ minimum: 0, maximum: 2_147_483_647, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})

export const RecordsReply = Type.Object({
  items: Type.Array(RecordReply),
  /** The `after` of the next page; null at the end. */
  next: Type.Union([Type.Integer(), Type.Null()]),
})
