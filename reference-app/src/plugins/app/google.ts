import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Configuration } from 'openid-client'

export interface SignIn {
  /** Where to send the browser. */
  url: string
  /** Secrets of the browser that started the login: PKCE's verifier and the nonce. */
  secrets: SignInSecrets
}

export interface SignInSecrets {
  verifier: string
  nonce: string
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Undefined if Google is not configured. */
    google:
      | {
          begin: (state: string) => Promise<SignIn>
          /** The verified address of the user. Throws if the provider does not confirm it. */
          finish: (query: string, state: string, secrets: SignInSecrets) => Promise<string>
        }
      | undefined
  }
}

const timeoutSeconds = 5

/**
 * OpenID Connect with PKCE. The provider is discovered when first needed, so a server starts
 * without it.
 *
 * @see https://github.com/panva/openid-client
 */
async function google(fastify: FastifyInstance) {
  const { settings } = fastify
  const { GOOGLE_CLIENT_ID: id, GOOGLE_CLIENT_SECRET: secret } = settings
  const redirectUri = settings.GOOGLE_REDIRECT_URI
  if (id === undefined || secret === undefined || redirectUri === undefined) {
    fastify.decorate('google', undefined)
    return
  }
  let discovered: Promise<Configuration> | undefined

  async function discover(): Promise<Configuration> {
    const { allowInsecureRequests, discovery } = await import('openid-client')
    const issuer = new URL(settings.OAUTH_ISSUER_URL)
    // The configuration allows plain http only inside the deployment.
    const execute = issuer.protocol === 'http:' ? [allowInsecureRequests] : []
    const options = { execute, timeout: timeoutSeconds }
    return discovery(issuer, id as string, secret, undefined, options)
  }

  /** The next caller retries a failed discovery. */
  function provider(): Promise<Configuration> {
    discovered ??= discover().catch((error: unknown) => {
      discovered = undefined
      throw error
    })
    return discovered
  }

  fastify.decorate('google', {
    async begin(state) {
      const client = await import('openid-client')
      const verifier = client.randomPKCECodeVerifier()
      const nonce = client.randomNonce()
      const url = client.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: 'openid email',
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, secrets: { verifier, nonce } }
    },
    async finish(query, state, { verifier, nonce }) {
      const client = await import('openid-client')
      const checks = { pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state }
      const url = new URL(`${redirectUri}?${query}`)
      const tokens = await client.authorizationCodeGrant(await provider(), url, checks)
      const claims = tokens.claims()
      const email = claims?.email
      if (typeof email !== 'string' || claims?.email_verified !== true) {
        throw new Error('the provider vouches for no address')
      }
      return email
    },
  })
}

export default fp(google, { name: 'google', dependencies: ['settings'] })
