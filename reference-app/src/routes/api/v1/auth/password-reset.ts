import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { BadRequestError } from '../../../../lib/errors.ts'
import { hashPassword } from '../../../../lib/password.ts'
import { TokenSigner } from '../../../../lib/signed-token.ts'
import { detached } from '../../../../logging/context.ts'
import { users } from '../../../../repositories/users.ts'
import { ResetBody, ResetConfirmBody, ResetReply } from '../../../../schemas/auth.ts'
import { Empty } from '../../../../schemas/common.ts'
import { refusals } from '../../../../schemas/errors.ts'

const lifetimeMs = 3_600_000

interface ResetPayload {
  uid: number
  exp: number
}

const passwordReset: FastifyPluginAsyncTypebox = async (fastify) => {
  const { db, settings, log } = fastify
  // Signed with the password that it replaces: once that is changed, the token is invalid.
  const signer = new TokenSigner(settings.SECRET_KEY, 'password-reset')

  async function mailToken(email: string): Promise<void> {
    const user = await users.byEmail(db, email)
    if (user === undefined) return
    const payload: ResetPayload = { uid: user.id, exp: Date.now() + lifetimeMs }
    const token = signer.sign(payload, user.password_hash)
    const lines = ['Use this token within an hour.', '', `Reset token: ${token}`, '']
    const text = lines.join('\n')
    fastify.sendMail({ to: user.email, subject: 'Choose a new password', text })
  }

  const requestSchema = {
    summary: 'Ask for a mail with which to choose a new password',
    tags: ['auth'],
    body: ResetBody,
    response: { 202: ResetReply, ...refusals(400, 422, 429) },
  }
  const limited = { config: { rateLimit: {} } }
  fastify.post('/password-reset', { schema: requestSchema, ...limited }, async (request, reply) => {
    // Not awaited, so that the response and its time do not reveal whether the address exists.
    detached(() => mailToken(request.body.email)).catch((error: unknown) => {
      log.error({ exception: error }, 'a password-reset mail could not be prepared')
    })
    return reply.code(202).send({ status: 'accepted' })
  })

  const confirmSchema = {
    summary: 'Choose a new password; every session of the account ends',
    tags: ['auth'],
    body: ResetConfirmBody,
    response: { 204: Empty, ...refusals(400, 422, 503) },
  }
  fastify.post('/password-reset/confirm', { schema: confirmSchema }, async (request, reply) => {
    const { token, new_password: password } = request.body
    const uid = signer.read<ResetPayload>(token)?.uid
    const known = typeof uid === 'number' && Number.isSafeInteger(uid) && uid > 0 && uid < 2 ** 31
    const current = known ? await users.passwordHash(db, uid) : undefined
    const payload = current === undefined ? undefined : signer.verify<ResetPayload>(token, current)
    if (payload === undefined || !(payload.exp > Date.now())) {
      throw new BadRequestError('the token is not valid, or not any more')
    }
    const passwordHash = await hashPassword(password)
    await db.transaction((tx) => users.setPassword(tx, payload.uid, passwordHash))
    return reply.code(204).send(null)
  })
}

export default passwordReset
