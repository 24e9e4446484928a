import createError from '@fastify/error'

/** Errors that occur by the thousand under overload have no stack: it would say nothing. */
const refused = (code: string, message: string, status: number) =>
  createError(code, message, status, Error, false)

/** No connection became free within DB_POOL_TIMEOUT. */
export const PoolTimeoutError = refused('POOL_TIMEOUT', 'no database connection was free', 503)

/** Too many requests wait for a connection already, so one more is refused at once. */
export const PoolFullError = refused('POOL_FULL', 'too many wait for a connection', 503)

/** PostgreSQL does not answer, or refuses us. */
export const DatabaseUnavailableError = createError('DATABASE_UNAVAILABLE', '%s', 503)

/** The client disconnected before its turn. */
export const ClientGoneError = refused('CLIENT_GONE', 'the client has gone', 499)

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
])

/** SQLSTATE classes in which the server, not the statement, is at fault. */
const unavailableStates = /^(08|53|57P|28|3D|25P0[34])/

/** Messages of pg errors without a code. */
const lostConnection = /connection terminated|timeout expired|is not queryable/i

export function errorCode(error: unknown): string {
  if (error instanceof AggregateError) return errorCode(error.errors[0])
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** True if the database is at fault, not the statement. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError) return true
  const code = errorCode(error)
  if (networkCodes.has(code) || unavailableStates.test(code)) return true
  return error instanceof Error && lostConnection.test(error.message)
}
