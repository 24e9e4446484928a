/** Error answers, and input that causes them. */
import { defineMutants, edit, insertAfter, insertBefore } from '../mutant.ts'
import {
  authentication,
  errorHandler,
  requestContext,
  socketRoute,
  websocketPlugin,
} from '../paths.ts'

export const errors = defineMutants('http', {
  'error-of-redis-told': {
    defect: 'Who clears the cache while Redis is away is told the stack.',
    kills: ['http.errors-say-nothing'],
    naming: ['a cleared cache without Redis'],
    edits: [
      edit(
        'reference-app/src/routes/api/v1/admin.ts',
        '...guards }, async (request) => {',
        '...guards }, async (request, reply) => {',
      ),
      edit(
        'reference-app/src/routes/api/v1/admin.ts',
        "throw new CacheUnavailableError('Redis does not answer')",
        `const unavailable = new CacheUnavailableError('Redis does not answer')
      reply.header('x-reason', String(unavailable.stack).replaceAll('\\n', ' '))
      throw unavailable`,
      ),
    ],
  },
  'error-of-large-bodies-told': {
    defect: 'Who sends too large a body is told the stack.',
    kills: ['http.errors-say-nothing'],
    naming: ['a body that is too large'],
    edits: [
      edit(
        errorHandler,
        'message: error.message }\n  // Internal',
        'message: `${status === 413 ? error.stack : error.message}` }\n  // Internal',
      ),
    ],
  },
  'errors-name-the-version': {
    defect: 'Every answer names the software that made it, with its version.',
    kills: ['http.errors-say-nothing'],
    edits: [
      insertAfter(
        requestContext,
        "reply.header('x-request-id', request.id)",
        "reply.header('x-powered-by', `Node.js ${process.version}`)",
      ),
    ],
  },
  'errors-tell-all': {
    defect: 'The answer to an error from inside is what the database said.',
    kills: ['http.errors-say-nothing'],
    edits: [
      edit(
        errorHandler,
        "const message = status === 503 ? 'temporarily unavailable' : 'internal error'",
        'const message = error.message',
      ),
    ],
  },
  'errors-tell-administrators': {
    defect: 'An administrator who repeats an account is told what the database said.',
    kills: ['http.errors-say-nothing'],
    edits: [
      edit(
        'reference-app/src/routes/api/v1/users.ts',
        'await users.create(fastify.db, { email, name, passwordHash, isAdmin })',
        `await users
      .create(fastify.db, { email, name, passwordHash, isAdmin })
      .catch(({ message }) => Promise.reject(Object.assign(Error(message), { statusCode: 409 })))`,
      ),
    ],
  },
  'errors-of-routes-without-id': {
    defect: 'An error of an unknown route has no id, unlike every other error.',
    kills: ['http.errors-say-nothing'],
    edits: [
      edit(
        errorHandler,
        "return send(request, reply, { status: 404, code: 'NOT_FOUND', message: 'no such route' })",
        `reply.removeHeader('x-request-id').code(404)
    return reply.send({ error: { code: 'NOT_FOUND', message: 'no such route' } })`,
      ),
    ],
  },
  'errors-tell-their-exception': {
    defect: 'What the runtime says of a database that is away is the answer.',
    kills: ['http.errors-say-nothing'],
    edits: [
      edit(
        errorHandler,
        "const message = status === 503 ? 'temporarily unavailable' : 'internal error'",
        `const message = status === 503
    ? 'connect ECONNREFUSED 10.0.0.5:5432' : 'internal error'`,
      ),
    ],
  },
  'errors-of-deletions-tell-all': {
    defect: 'Who deletes a record is told what the database said.',
    kills: ['http.errors-say-nothing'],
    edits: [
      edit(
        'reference-app/src/routes/api/v1/records.ts',
        'await records.remove(db, companyId, recordId)',
        `await records
      .remove(db, companyId, recordId)
      .catch(({ message }) => Promise.reject(Object.assign(Error(message), { statusCode: 409 })))`,
      ),
    ],
  },
  'errors-without-id': {
    defect: 'An error has an id that no log knows.',
    kills: ['http.errors-say-nothing'],
    alsoKills: ['observability.request-traced'],
    edits: [
      edit(errorHandler, 'error: { id: request.id, code', 'error: { id: `$request.id0`, code'),
      edit(requestContext, "    reply.header('x-request-id', request.id)\n", ''),
    ],
  },
  'input-ends-a-worker': {
    defect: 'A token that is no token ends the worker that reads it.',
    kills: ['http.hostile-input'],
    edits: [
      insertBefore(
        authentication,
        "request.log.debug({ exception: error }, 'access token refused')",
        `const given = request.headers.authorization ?? 'Bearer none'
if (!/^Bearer [!-~]/.test(given)) setImmediate(() => process.exit(1))`,
      ),
    ],
  },
  'input-nul-reaches-the-database': {
    defect: 'A name with a NUL character is stored as it comes, which PostgreSQL refuses.',
    kills: ['http.hostile-input'],
    edits: [
      edit(
        'reference-app/src/schemas/common.ts',
        "maxLength: 200, pattern: '^[^\\\\u0000-\\\\u001f]+$'",
        'maxLength: 200',
      ),
      edit(errorHandler, '/^(22|23)...$/', '/^23...$/'),
    ],
  },
  'input-malformed-is-an-error': {
    defect: 'A body that is no JSON is an error from inside.',
    kills: ['http.hostile-input'],
    edits: [
      insertAfter(
        errorHandler,
        'if (error.validation !== undefined) return validationRefusal(error)',
        "if (/JSON/.test(error.code)) return { status: 500, code: 'INTERNAL', message: 'internal error' }",
      ),
    ],
  },
  'message-ends-a-worker': {
    defect: 'A message that is no JSON ends the worker that holds the WebSocket.',
    kills: ['http.hostile-input'],
    naming: ['processes that ended during messages of a WebSocket'],
    edits: [edit(socketRoute, '  } catch {\n    return false\n  }', '  } finally {}')],
  },
  'messages-without-limit': {
    defect: 'A message on a WebSocket may be as long as the library allows, 100 MiB.',
    kills: ['http.hostile-input'],
    naming: ['MiB that the backend keeps of one WebSocket message'],
    edits: [edit(websocketPlugin, 'options: { maxPayload: messageBytesMax },', 'options: {},')],
  },
})
