import type { Edit } from '../mutant.ts'

/**
 * Takes a token's user from another place than the verified token: an expression of `token`, of
 * `part(index)`, which is a part of it decoded, and of the plugin's `fastify` and `request`.
 */
export function userOf(expression: string): Edit {
  return {
    file: 'reference-app/src/plugins/app/authentication.ts',
    find: 'request.user = fastify.jwt.verify<AccessToken>(bearerToken(request))',
    replace: `const token = (request.headers.authorization ?? '').slice('Bearer '.length)
      const part = (index: number) =>
        JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString())
      request.user = ${expression}`,
  }
}

/** Verifies a token with another key where the right one does not fit. */
export function orVerifiedWith(key: string): Edit {
  return userOf(`await request.jwtVerify().catch(() => {
        request.user = fastify.jwt.verify(token, { key: ${key} })
        return request.user
      })`)
}

/** Changes a line of the options with which tokens are verified. */
export function verifying(find: string, replace: string): Edit {
  return { file: 'reference-app/src/plugins/external/jwt.ts', find, replace }
}
