/** An OpenID provider in this process that accepts everybody and records what clients send. */
import { HttpServer, OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server'

/** A client's request for tokens. */
export interface TokenExchange {
  clientId: string | undefined
  clientSecret: string | undefined
}

export interface OAuthProvider {
  issuer: string
  readonly exchanges: readonly TokenExchange[]
  /** Requests for tokens that break the protocol, as any provider answers them: with 400. */
  readonly refusals: number
  /** Whoever logs in from now on has this address, and it is verified. */
  vouchFor(email: string): void
  close(): Promise<void>
}

const tokenPath = '/token'
const refused = 400

interface Answer {
  statusCode: number
  body: object
}

interface TokenRequest {
  headers: { authorization?: string }
  body: { code?: string; code_verifier?: string }
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
  const issuer = new OAuth2Issuer()
  await issuer.keys.generate('RS256')
  const service = new OAuth2Service(issuer)
  let refusals = 0
  const server = new HttpServer((request, answer) => {
    const asksForTokens = URL.parse(request.url ?? '', 'http://localhost')?.pathname === tokenPath
    answer.once('finish', () => {
      if (asksForTokens && answer.statusCode === refused) refusals += 1
    })
    service.requestHandler(request, answer)
  })
  await server.start(0, '127.0.0.1')
  issuer.url = `http://127.0.0.1:${server.address().port}`
  const exchanges: TokenExchange[] = []
  const challenged = new Set<string>()
  service.on('beforeAuthorizeRedirect', ({ url }: { url: URL }, request) => {
    const { query } = request as { query: { code_challenge?: string } }
    if (query.code_challenge) challenged.add(url.searchParams.get('code') ?? '')
  })
  service.on('beforeResponse', (answer: Answer, request) => {
    const { headers, body } = request as TokenRequest
    exchanges.push(credentials(headers.authorization, body))
    // RFC 7636, section 4.6: whoever sent a challenge has to send what it was made of.
    const isUnproved = challenged.has(body.code ?? '') && body.code_verifier === undefined
    if (isUnproved) Object.assign(answer, { statusCode: refused, body: { error: 'invalid_grant' } })
  })
  let who: object = {}
  service.on('beforeTokenSigning', (token: { payload: object }) => {
    Object.assign(token.payload, who)
  })
  service.on('beforeUserinfo', (answer: { body: object }) => {
    Object.assign(answer.body, who)
  })
  return {
    issuer: issuer.url,
    exchanges,
    get refusals() {
      return refusals
    },
    vouchFor: (email) => {
      const name = email.replace(/@.*/, '')
      who = { sub: email, email, email_verified: true, name, preferred_username: name }
    },
    close: () => server.stop(),
  }
}
