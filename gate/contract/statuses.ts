/** The part of a target's contract that is about statuses. */

/** Statuses that are right answers of this backend. Each has a default. */
export interface Statuses {
  /** No session, or one that is no good. Default 401. */
  unauthenticated: readonly number[]
  /** A forged token. Default 401. */
  forgedToken: readonly number[]
  /** A session without the right. Default 403, or 404 where existence is hidden. */
  forbidden: readonly number[]
  /** Default 404. */
  notFound: readonly number[]
  /** Default 409. */
  conflict: readonly number[]
  /** Default 400 and 422. */
  invalid: readonly number[]
  /** Default 200, 201. */
  created: readonly number[]
  /** Default 200, 202, 204. */
  done: readonly number[]
  /** Turned away for now, with Retry-After: no connection was free in time. Default 503. */
  overloaded: readonly number[]
  /** Asked for by a name that is not its own. Default 400, 421. */
  unknownHost: readonly number[]
}

export const defaultStatuses: Statuses = {
  unauthenticated: [401],
  forgedToken: [401],
  forbidden: [403, 404],
  notFound: [404],
  conflict: [409],
  invalid: [400, 422],
  created: [200, 201],
  done: [200, 202, 204],
  overloaded: [503],
  unknownHost: [400, 421],
}
