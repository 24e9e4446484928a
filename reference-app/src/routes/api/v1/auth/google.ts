import { randomBytes } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import {
  BadRequestError,
  ForbiddenError,
  NotFoundError,
  UpstreamError,
} from '../../../../lib/errors.ts'
import { TokenSigner } from '../../../../lib/signed-token.ts'
import type { SignInSecrets } from '../../../../plugins/app/google.ts'
import { users } from '../../../../repositories/users.ts'
import { CallbackQuery, TokensReply } from '../../../../schemas/auth.ts'
import { refusals } from '../../../../schemas/errors.ts'

const cookieName = 'oauth'
const cookiePath = '/api/v1/auth/oauth/google'
const lifetimeSeconds = 600

interface StatePayload {
  exp: number
  nonce: string
}

/**
 * Login with Google. The state is signed, and bound to the browser by a cookie with the browser's
 * secrets; the cookie is signed together with its state.
 */
const google: FastifyPluginAsyncTypebox = async (fastify) => {
  const { settings, db } = fastify
  const stateSigner = new TokenSigner(settings.SECRET_KEY, 'oauth-state')
  const cookieSigner = new TokenSigner(settings.SECRET_KEY, 'oauth-cookie')
  const secure = settings.ENVIRONMENT === 'production' ? '; Secure' : ''
  const attributes = `; Path=${cookiePath}; HttpOnly; SameSite=Lax${secure}`

  function provider() {
    if (fastify.google === undefined) throw new NotFoundError('not configured')
    return fastify.google
  }

  const loginSchema = {
    summary: 'Go to Google to log in',
    tags: ['auth'],
    response: refusals(404, 502),
  }
  fastify.get('/oauth/google/login', { schema: loginSchema }, async (request, reply) => {
    const google = provider()
    const nonce = randomBytes(16).toString('base64url')
    const state = stateSigner.sign({ exp: Date.now() + lifetimeSeconds * 1000, nonce })
    const signIn = await google.begin(state).catch(failed(request, 'the provider does not answer'))
    const cookie = cookieSigner.sign(signIn.secrets, state)
    reply.header('set-cookie', `${cookieName}=${cookie}; Max-Age=${lifetimeSeconds}${attributes}`)
    return reply.header('cache-control', 'no-store').redirect(signIn.url, 302)
  })

  const callbackSchema = {
    summary: 'Come back from Google',
    tags: ['auth'],
    querystring: CallbackQuery,
    response: { 200: TokensReply, ...refusals(400, 403, 404, 422, 502) },
  }
  fastify.get('/oauth/google/callback', { schema: callbackSchema }, async (request, reply) => {
    const google = provider()
    const { state = '', code } = request.query
    const payload = stateSigner.verify<StatePayload>(state)
    const secrets = cookieSigner.verify<SignInSecrets>(cookieOf(request), state)
    if (payload === undefined || secrets === undefined || !(payload.exp > Date.now())) {
      throw new BadRequestError('this login was not started here, or has expired')
    }
    reply.header('set-cookie', `${cookieName}=; Max-Age=0${attributes}`)
    if (code === undefined) throw new ForbiddenError('the provider refused')
    const query = request.url.split('?', 2)[1] ?? ''
    const email = await google
      .finish(query, state, secrets)
      .catch(failed(request, 'the provider did not vouch for you'))
    const user = await users.byEmail(db, email)
    if (user === undefined) throw new ForbiddenError('no account has this address')
    return fastify.sessions.open(user.id)
  })
}

function failed(request: FastifyRequest, message: string): (error: unknown) => never {
  return (error) => {
    request.log.warn({ exception: error }, 'login with the provider failed')
    throw new UpstreamError(message)
  }
}

function cookieOf(request: FastifyRequest): string {
  const cookies = (request.headers.cookie ?? '').split('; ')
  return (
    cookies.find((entry) => entry.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? ''
  )
}

export default google
