import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { errorCode, isUnavailable } from '../../database/errors.ts'

interface Refusal {
  status: number
  code: string
  message: string
}

/** API errors for PostgreSQL's errors about a statement. */
const sqlRefusals: [RegExp, Refusal][] = [
  [/^23505$/, { status: 409, code: 'CONFLICT', message: 'already exists' }],
  [/^23503$/, { status: 404, code: 'NOT_FOUND', message: 'something referred to does not exist' }],
  [/^(22|23)...$/, { status: 422, code: 'VALIDATION', message: 'a value is not acceptable' }],
  [/^(40001|40P01)$/, { status: 503, code: 'TRY_AGAIN', message: 'try again' }],
]

/** SQLSTATEs for a name that the schema lacks: undefined table, column, function or type. */
const schemaLacks = /^(42P01|42703|42883|42704)$/
const schemaBehind: Refusal = {
  status: 503,
  code: 'SCHEMA_BEHIND',
  message: 'the database is being upgraded',
}

const retryAfterSeconds = 1

/** Handles every error: responds with `{ error: { id, code, message } }` and the request id. */
async function errorHandler(fastify: FastifyInstance) {
  fastify.setErrorHandler(sendError)
  fastify.setNotFoundHandler(function notFound(request, reply) {
    return send(request, reply, { status: 404, code: 'NOT_FOUND', message: 'no such route' })
  })

  /** Whether a statement failed because migrations are pending, not because of a bug. */
  async function isBehind(error: FastifyError): Promise<boolean> {
    if (!schemaLacks.test(errorCode(error))) return false
    const pending = await fastify.pendingMigrations().catch(() => undefined)
    return pending !== undefined && pending.length > 0
  }

  async function sendError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
    const refusal = (await isBehind(error)) ? schemaBehind : refusalFor(error)
    if (refusal.status >= 500) {
      const facts = { exception: error, status: refusal.status, code: refusal.code }
      request.log.error(facts, `request failed: ${error.message}`)
    }
    return send(request, reply, refusal, fastify.settings.DEBUG ? error : undefined)
  }
}

/** Fastify's own errors before routing, such as a URL that cannot be decoded. */
export function sendFrameworkError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  void send(request, reply, refusalFor(error))
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, code, message }: Refusal,
  debug?: Error,
): FastifyReply {
  if (status === 503) reply.header('retry-after', retryAfterSeconds)
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  const details = debug === undefined ? {} : { debug: debug.stack ?? debug.message }
  reply.code(status).type('application/json; charset=utf-8')
  return reply.send(JSON.stringify({ error: { id: request.id, code, message, ...details } }))
}

function refusalFor(error: FastifyError): Refusal {
  if (error.validation !== undefined) return validationRefusal(error)
  const state = errorCode(error)
  for (const [pattern, refusal] of sqlRefusals) if (pattern.test(state)) return refusal
  const status = isUnavailable(error) ? 503 : (error.statusCode ?? 500)
  if (status < 500) return { status, code: codeOf(error, 'BAD_REQUEST'), message: error.message }
  // Internal errors are only logged.
  const message = status === 503 ? 'temporarily unavailable' : 'internal error'
  return { status, code: status === 503 ? codeOf(error, 'UNAVAILABLE') : 'INTERNAL', message }
}

function validationRefusal(error: FastifyError): Refusal {
  const where = error.validation?.[0]?.instancePath.replaceAll('/', '.') ?? ''
  const what = error.validation?.[0]?.message ?? 'is not valid'
  const place = `${error.validationContext ?? 'request'}${where}`
  return { status: 422, code: 'VALIDATION', message: `${place} ${what}` }
}

function codeOf(error: FastifyError, otherwise: string): string {
  return /^[A-Z][A-Z_]+$/.test(error.code ?? '')
    ? error.code.replace(/^FST_(ERR_)?/, '')
    : otherwise
}

export default fp(errorHandler, { name: 'error-handler', dependencies: ['settings', 'migrations'] })
