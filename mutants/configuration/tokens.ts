/** Access tokens that are accepted and should not be. */
import { defineMutants, type Edit, edit, insertBefore, overlay } from '../mutant.ts'
import { authentication } from '../paths.ts'

const jwtPlugin = 'reference-app/src/plugins/external/jwt.ts'
const verified = 'fastify.jwt.verify<AccessToken>(bearerToken(request))'

/**
 * Takes a token's user from another place than the verified token: an expression of `token`, of
 * `part(index)`, which is a part of it decoded, and of the plugin's `fastify` and `request`.
 */
function userOf(expression: Edit['code']): readonly Edit[] {
  return [
    insertBefore(
      authentication,
      `request.user = ${verified}`,
      `const token = (request.headers.authorization ?? '').slice('Bearer '.length)
const part = (index: number) =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString())`,
    ),
    edit(authentication, verified, expression),
  ]
}

/** Verifies a token with another key where the right one does not fit. */
function orVerifiedWith(key: string): readonly Edit[] {
  return [...userOf(overlay('token-of-two-keys/user.ts')), edit(authentication, 'otherKey', key)]
}

export const tokens = defineMutants('configuration', {
  'token-claims-ignored': {
    defect:
      'A good signature is all that counts: expired tokens and those for others are accepted.',
    kills: ['configuration.forged-token-rejected'],
    alsoKills: ['http.token-access-ends'],
    naming: ['expired 10 minutes ago', 'for another audience'],
    edits: [
      edit(jwtPlugin, 'cache: 1_000,', 'cache: false, ignoreExpiration: true,'),
      edit(jwtPlugin, 'allowedAud: audience,', ''),
    ],
  },
  'token-good-for-longer': {
    defect: 'Clocks may differ by an hour: so long is a token good after its end.',
    kills: ['configuration.forged-token-rejected'],
    alsoKills: ['http.token-access-ends'],
    naming: ['expired 10 minutes ago'],
    edits: [edit(jwtPlugin, 'cache: 1_000,', 'cache: false, clockTolerance: 3_600_000,')],
  },
  'token-key-cut': {
    defect: 'Of the key that signs tokens only the beginning is used.',
    kills: ['configuration.forged-token-rejected'],
    naming: ['the first 8 characters of the key'],
    edits: [edit(jwtPlugin, 'secret: JWT_SECRET_KEY,', 'secret: JWT_SECRET_KEY.slice(0, 8),')],
  },
  'token-claims-ignored-by-a-route': {
    defect: 'Expired tokens are refused everywhere but by the routes of records.',
    kills: ['configuration.forged-token-rejected'],
    naming: ['readRecord accepts a token expired'],
    edits: userOf(
      `request.url.includes('/records')
        ? fastify.jwt.verify<AccessToken>(token, { ignoreExpiration: true, cache: false } as never)
        : fastify.jwt.verify<AccessToken>(token)`,
    ),
  },
  'token-of-default-key': {
    defect: 'Tokens signed with the default that the repository shows are accepted as well.',
    kills: ['configuration.forged-token-rejected'],
    naming: ['development-only-insecure-jwt-key'],
    edits: orVerifiedWith("'development-only-insecure-jwt-key-do-not-deploy'"),
  },
  'token-of-no-algorithm': {
    defect: 'A token may say that it needs no signature.',
    kills: ['configuration.forged-token-rejected'],
    naming: ['alg none'],
    edits: userOf("part(0).alg === 'none' ? (request.user = part(1)) : await request.jwtVerify()"),
  },
  'token-of-other-key': {
    defect: 'Tokens signed with SECRET_KEY are accepted as well.',
    kills: ['configuration.forged-token-rejected'],
    naming: ['signed with SECRET_KEY'],
    edits: orVerifiedWith('fastify.settings.SECRET_KEY'),
  },
  'token-unverified-for-updates': {
    defect: 'Whoever updates a record has the token decoded and not verified.',
    kills: ['configuration.forged-token-rejected'],
    naming: ['updateRecord accepts a token'],
    edits: userOf(`request.method === 'PATCH' ? part(1) : ${verified}`),
  },
  'token-unverified-for-administrators': {
    defect: 'Whoever clears the cache has the token decoded and not verified.',
    kills: ['configuration.forged-token-rejected'],
    naming: ['invalidate accepts a token'],
    edits: userOf(`request.url.includes('/admin/') ? part(1) : ${verified}`),
  },
  'token-without-signature': {
    defect: 'A token is decoded and not verified.',
    kills: ['configuration.forged-token-rejected'],
    naming: ['alg none', 'a signature of zeros', 'without a signature'],
    edits: userOf('(request.user = part(1))'),
  },
})
