import createError from '@fastify/error'

/** The errors of the API, each with its stable code and status. */
export const BadRequestError = createError('BAD_REQUEST', '%s', 400)
export const UnauthorizedError = createError('UNAUTHORIZED', '%s', 401)
export const ForbiddenError = createError('FORBIDDEN', '%s', 403)
export const NotFoundError = createError('NOT_FOUND', '%s', 404)
export const ConflictError = createError('CONFLICT', '%s', 409)
export const TooManyRequestsError = createError('TOO_MANY_REQUESTS', '%s', 429)
export const UpstreamError = createError('UPSTREAM_FAILED', '%s', 502)
export const CacheUnavailableError = createError('CACHE_UNAVAILABLE', '%s', 503)
