/** The part of the contract about data that the backend needs before its first request. */
import * as z from 'zod'
import { commandSchema } from './command.ts'
import { path, text } from './fields.ts'

const filePart = z.strictObject({
  /** The name that the file is sent with. */
  filename: text,
  /** Its content, as text. */
  content: z.string(),
  /** Its media type. Default: `application/octet-stream`. */
  contentType: text.exactOptional(),
})

const requestSchema = z.strictObject({
  /** The HTTP method. */
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
  /** Path and query, from the root of the target. */
  path,
  /** The body, sent as JSON. Default: no body. */
  json: z.unknown().exactOptional(),
  /** The fields of a form. Default: no form. */
  form: z.record(text, z.string()).exactOptional(),
  /** The fields and files of a form that is sent as multipart/form-data. Default: no form. */
  multipart: z.record(text, z.union([z.string(), filePart])).exactOptional(),
  /** The body as it is. Default: no text. */
  text: z.string().exactOptional(),
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
