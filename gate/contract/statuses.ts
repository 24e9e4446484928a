/** The part of the contract about HTTP statuses that are right answers of this backend. */
import * as z from 'zod'

const statuses = z
  .array(z.int().min(100, 'expected an HTTP status').max(599, 'expected an HTTP status'))
  .min(1, 'expected at least one status')
  .readonly()
  .exactOptional()

export const statusesSchema = z.strictObject({
  /** A request without a session, or with an invalid one. Default: 401. */
  unauthenticated: statuses,
  /** A forged token. Default: 401. */
  forgedToken: statuses,
  /** A session without permission. Default: 403, or 404, which hides that the thing exists. */
  forbidden: statuses,
  /** Something that does not exist. Default: 404. */
  notFound: statuses,
  /**
   * Something that already exists. Default: 409; a second record of the same name may then be
   * created as well, since names need not be unique.
   */
  conflict: statuses,
  /** A body or parameter that is not valid. Default: 400, 422. */
  invalid: statuses,
  /** Something was created. Default: 200, 201. */
  created: statuses,
  /** Something was done. Default: 200, 202, 204. */
  done: statuses,
  /** No connection was free in time; sent with Retry-After. Default: 503. */
  overloaded: statuses,
  /** A request for a host name that the backend does not serve. Default: 400, 421. */
  unknownHost: statuses,
})

/** Statuses that are right answers, by occasion. */
export type Statuses = Required<z.infer<typeof statusesSchema>>

/** What holds for occasions that the config does not mention. */
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
