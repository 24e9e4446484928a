import { Type } from 'typebox'
import { Email, Password } from './common.ts'

export const LoginBody = Type.Object(
  // No length limit: a wrong password is 401, not 422.
  { email: Email, password: Type.String({ minLength: 1, maxLength: 256 }) },
  { additionalProperties: false },
)

export const RefreshBody = Type.Object(
  { refresh_token: Type.String({ minLength: 1, maxLength: 1024 }) },
  { additionalProperties: false },
)

export const TokensReply = Type.Object({
  access_token: Type.String(),
  refresh_token: Type.String(),
  token_type: Type.Literal('bearer'),
  expires_in: Type.Integer(),
  refresh_expires_in: Type.Integer(),
})

export const ResetBody = Type.Object({ email: Email }, { additionalProperties: false })
export const ResetReply = Type.Object({ status: Type.Literal('accepted') })

export const ResetConfirmBody = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 1024 }), new_password: Password },
  { additionalProperties: false },
)

export const CallbackQuery = Type.Object({
  state: Type.Optional(Type.String({ maxLength: 1024 })),
  code: Type.Optional(Type.String({ maxLength: 2048 })),
  error: Type.Optional(Type.String({ maxLength: 200 })),
})
