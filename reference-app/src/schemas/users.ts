import { Type } from 'typebox'
import { Email, Id, Password } from './common.ts'

export const UserReply = Type.Object({
  id: Id,
  email: Email,
  name: Type.String(),
  is_admin: Type.Boolean(),
})

export const NewUserBody = Type.Object(
  {
    email: Email,
    password: Password,
    name: Type.String({ maxLength: 200, default: '', pattern: '^[^\\u0000-\\u001f]*$' }),
    is_admin: Type.Boolean({ default: false }),
  },
  { additionalProperties: false },
)
