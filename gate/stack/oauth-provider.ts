/** An OpenID provider in this process that accepts everybody and records what clients send. */
import { OAuth2Server } from 'oauth2-mock-server'

/** A client's request for tokens. */
export interface TokenExchange {
  clientId: string | undefined
  clientSecret: string | undefined
}

export interface OAuthProvider {
  issuer: string
  readonly exchanges: readonly TokenExchange[]
  /** Whoever logs in from now on has this address, and it is verified. */
  vouchFor(email: string): void
  close(): Promise<void>
}

/** The credentials of a client, from the Authorization header or from the form. */
function credentials(authorization: string | undefined, form: object): TokenExchange {
  const fields = form as { client_id?: string; client_secret?: string }
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1]
  if (basic === undefined) {
    return { clientId: fields.client_id, clientSecret: fields.client_secret }
  }
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':')
  return { clientId: formDecoded(id), clientSecret: formDecoded(secret) }
}

/** RFC 6749 encodes both parts of the header as a form does. */
function formDecoded(part: string): string {
  return new URLSearchParams(`part=${part}`).get('part') ?? part
}

/** Starts a provider on a free port of loopback. */
export async function startOAuthProvider(): Promise<OAuthProvider> {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(0, '127.0.0.1')
  const issuer = `http://127.0.0.1:${server.address().port}`
  server.issuer.url = issuer
  const exchanges: TokenExchange[] = []
  server.service.on('beforeResponse', (_reply: unknown, request) => {
    const { headers, body } = request as { headers: { authorization?: string }; body: object }
    exchanges.push(credentials(headers.authorization, body))
  })
  let who: object = {}
  server.service.on('beforeTokenSigning', (token: { payload: object }) => {
    Object.assign(token.payload, who)
  })
  server.service.on('beforeUserinfo', (answer: { body: object }) => {
    Object.assign(answer.body, who)
  })
  return {
    issuer,
    exchanges,
    vouchFor: (email) => {
      const name = email.replace(/@.*/, '')
      who = { sub: email, email, email_verified: true, name, preferred_username: name }
    },
    close: () => server.stop(),
  }
}
