/** The part of the contract about data that the backend needs before its first request. */
import * as z from 'zod'
import { commandSchema } from './command.ts'
import { path, text } from './fields.ts'

const requestSchema = z.strictObject({
  /** The HTTP method. */
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
  /** Path and query, from the root of the target. */
  path,
  /** The body, sent as JSON. Default: no body. */
  json: z.unknown().exactOptional(),
  /** The fields of a form. Default: none. */
  form: z.record(z.string(), z.string()).exactOptional(),
  /** Headers, besides those of the session. Default: none. */
  headers: z.record(text, z.string()).exactOptional(),
  /**
   * Whether it is sent without a session, as a registration is. Default: in that of the
   * administrator.
   */
  anonymous: z.boolean().exactOptional(),
})

/**
 * What makes the data model after migrations and the first administrator, once for each database
 * that the gate prepares. It is done in this order.
 */
export const seedSchema = z.strictObject({
  /** Statements for PostgreSQL. Default: none. */
  sql: z.array(text).readonly().exactOptional(),
  /** Commands of the target. Default: none. */
  commands: z.array(commandSchema).readonly().exactOptional(),
  /**
   * Requests that have to succeed, sent in the session of the administrator if there are one and
   * `operations.login`. Default: none.
   */
  requests: z.array(requestSchema).readonly().exactOptional(),
})
