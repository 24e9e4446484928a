import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { UnauthorizedError } from '../../lib/errors.ts'
import { TokenSigner } from '../../lib/signed-token.ts'
import { sessions } from '../../repositories/sessions.ts'

export interface Tokens {
  access_token: string
  refresh_token: string
  token_type: 'bearer'
  /** Lifetime of the access token, seconds. */
  expires_in: number
  /** Lifetime of the refresh token, seconds. */
  refresh_expires_in: number
}

interface RefreshPayload {
  sid: string
  nonce: string
}

declare module 'fastify' {
  interface FastifyInstance {
    sessions: {
      open: (userId: number) => Promise<Tokens>
      /** Exchanges a refresh token; 401 if it is forged, expired, revoked or already used. */
      refresh: (token: string) => Promise<Tokens>
      end: (sessionId: string) => Promise<void>
    }
  }
}

/** Sessions: a short-lived access token (JWT) and a refresh token for one use. */
async function sessionPlugin(fastify: FastifyInstance) {
  const { settings, db, jwt } = fastify
  const ttlSeconds = settings.REFRESH_TOKEN_TTL
  const signer = new TokenSigner(settings.SECRET_KEY, 'refresh')

  function newRefreshToken(sid: string): string {
    return signer.sign({ sid, nonce: randomBytes(24).toString('base64url') })
  }

  function tokens(userId: number, sid: string, refreshToken: string): Tokens {
    return {
      access_token: jwt.sign({ sub: String(userId), sid }),
      refresh_token: refreshToken,
      token_type: 'bearer',
      expires_in: settings.ACCESS_TOKEN_TTL,
      refresh_expires_in: ttlSeconds,
    }
  }

  async function open(userId: number): Promise<Tokens> {
    const id = randomUUID()
    const token = newRefreshToken(id)
    await sessions.create(db, { id, userId, tokenHash: digest(token), ttlSeconds })
    return tokens(userId, id, token)
  }

  async function refresh(token: string): Promise<Tokens> {
    const id = signer.verify<RefreshPayload>(token)?.sid
    if (id === undefined) throw new UnauthorizedError('refresh token refused')
    const next = newRefreshToken(id)
    const change = { id, tokenHash: digest(next), ttlSeconds }
    const userId = await sessions.rotate(db, change, digest(token))
    if (userId !== undefined) return tokens(userId, id, next)
    // A valid signature but not the latest token: someone has a copy. The session ends for both.
    await sessions.revoke(db, id)
    throw new UnauthorizedError('refresh token refused')
  }

  const end = (sessionId: string) => sessions.revoke(db, sessionId)
  fastify.decorate('sessions', { open, refresh, end })
}

/** The database stores no token, only its hash. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

export default fp(sessionPlugin, { name: 'sessions', dependencies: ['jwt', 'database'] })
