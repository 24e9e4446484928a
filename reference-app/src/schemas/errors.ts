import { Type } from 'typebox'

export const ErrorBody = Type.Object({
  error: Type.Object({ id: Type.String(), code: Type.String(), message: Type.String() }),
})

const descriptions: Record<number, string> = {
  400: 'Bad request',
  401: 'Not logged in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  422: 'The request is not valid',
  429: 'Too many requests',
  502: 'The other side failed',
  503: 'Temporarily unavailable',
}

/**
 * The error responses of a route, for the OpenAPI document. The error handler writes them, so these
 * schemas are not used for serialisation.
 */
export function refusals(...statuses: number[]): Record<number, object> {
  const entries = statuses.map((status) => [
    status,
    { description: descriptions[status], content: { 'application/json': { schema: ErrorBody } } },
  ])
  return Object.fromEntries(entries)
}

/** A route that needs an access token. */
export const secured = [{ bearer: [] }]
