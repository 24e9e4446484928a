/** Answers to requests that differ, of a correct backend. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import {
  authentication,
  cors,
  errorHandler,
  googleRoute,
  passwordReset,
  permissionsPlugin,
  targetConfig,
  trustedHost,
} from '../paths.ts'

const jwtPlugin = 'reference-app/src/plugins/external/jwt.ts'

export const otherAnswers = defineMutants('harmless', {
  'harmless-tokens-otherwise': {
    defect: 'Tokens are signed with HS512, and with the bytes that the key has as base64.',
    kills: [],
    triedOn: ['configuration'],
    edits: [
      edit(jwtPlugin, 'secret: JWT_SECRET_KEY,', "secret: Buffer.from(JWT_SECRET_KEY, 'base64'),"),
      edit(jwtPlugin, "sign: { algorithm: 'HS256',", "sign: { algorithm: 'HS512',"),
      edit(jwtPlugin, "algorithms: ['HS256'],", "algorithms: ['HS512'],"),
    ],
  },
  'harmless-answers-otherwise': {
    defect: 'Refusals have another body; outsiders get 404, and invalid bodies 400.',
    kills: [],
    edits: [
      edit(
        permissionsPlugin,
        "throw new ForbiddenError('not a member')",
        "throw new NotFoundError('no such company')",
      ),
      edit(
        errorHandler,
        "return { status: 422, code: 'VALIDATION'",
        "return { status: 400, code: 'BAD_REQUEST'",
      ),
      edit(
        errorHandler,
        '{ error: { id: request.id, code, message, ...details } }',
        '{ title: message, type: code, instance: request.id, ...details }',
      ),
    ],
  },
  'harmless-http-otherwise': {
    defect:
      'Errors are of RFC 9457, an unknown host is misdirected, a forged callback is sent home.',
    kills: [],
    edits: [
      edit(
        trustedHost,
        "new BadRequestError('unknown host')",
        "Object.assign(new BadRequestError('unknown host'), { statusCode: 421 })",
      ),
      edit(
        errorHandler,
        "reply.code(status).type('application/json; charset=utf-8')",
        "reply.code(status).type('application/problem+json')",
      ),
      edit(
        errorHandler,
        'JSON.stringify({ error: { id: request.id, code, message, ...details } })',
        'JSON.stringify({ title: message, status, code, instance: request.id, ...details })',
      ),
      edit(
        googleRoute,
        "throw new BadRequestError('this login was not started here, or has expired')",
        "return reply.redirect('https://www.example.com/?error=login', 302)",
      ),
      edit(
        passwordReset,
        "return reply.code(202).send({ status: 'accepted' })",
        "return reply.code(200).send({ status: 'accepted' } as never)",
      ),
    ],
  },
  'harmless-session-otherwise': {
    defect: 'A token travels in a header of its own and lives for ten minutes.',
    kills: [],
    edits: [
      edit(
        cors,
        "['authorization', 'content-type', 'x-request-id']",
        "['authorization', 'content-type', 'x-request-id', 'x-session']",
      ),
      insertBefore(
        authentication,
        'request.user = fastify.jwt',
        `const own = request.headers['x-session']
request.headers.authorization = typeof own === 'string' ? 'Bearer ' + own : ''`,
      ),
      edit(
        targetConfig,
        'headers: { authorization: `Bearer ${body(reply).access_token}` }',
        "headers: { 'x-session': body(reply).access_token }",
      ),
    ],
    environment: { ACCESS_TOKEN_TTL: '600' },
  },
  'harmless-statuses-declared': {
    defect: 'Without a good token the answer is 403, as the config of the target declares.',
    kills: [],
    edits: [
      edit(
        'reference-app/src/lib/errors.ts',
        "createError('UNAUTHORIZED', '%s', 401)",
        "createError('UNAUTHORIZED', '%s', 403)",
      ),
      edit(
        targetConfig,
        'statuses: { conflict: [409] },',
        'statuses: { conflict: [409], unauthenticated: [403], forgedToken: [403] },',
      ),
    ],
  },
})
