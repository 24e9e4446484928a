import jwt from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

export interface AccessToken {
  sub: string
  /** The session of the token: logout ends it. */
  sid: string
  /** When it expires, in seconds since 1970: set when it is signed. */
  exp?: number
}

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: AccessToken
    user: AccessToken
  }
}

export const issuer = 'reference-app'
export const audience = 'reference-app-api'

/**
 * Access tokens: only HS256, with our audience and issuer, and an expiry.
 *
 * @see https://github.com/fastify/fastify-jwt
 */
async function accessTokens(fastify: FastifyInstance) {
  const { JWT_SECRET_KEY, ACCESS_TOKEN_TTL } = fastify.settings
  await fastify.register(jwt, {
    secret: JWT_SECRET_KEY,
    sign: { algorithm: 'HS256', iss: issuer, aud: audience, expiresIn: ACCESS_TOKEN_TTL },
    verify: {
      algorithms: ['HS256'],
      allowedIss: issuer,
      allowedAud: audience,
      requiredClaims: ['sub', 'sid', 'exp', 'iss', 'aud'],
      // Caches verified tokens by hash while they are valid: verifying costs 15 us.
      cache: 1_000,
    },
  })
}

export default fp(accessTokens, { name: 'jwt', dependencies: ['settings'] })
