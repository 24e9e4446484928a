/** The part of the contract about endpoints for operators. */
import * as z from 'zod'
import { path, text, variable } from './fields.ts'

const endpointSchema = z.strictObject({
  /** Its path. */
  path,
  /** Headers of requests to it, such as a token; kept out of reports. Default: none. */
  headers: z.record(text, z.string()).exactOptional(),
  /** `admin`: it is asked with a session of the administrator. Default: it needs no session. */
  session: z.literal('admin', 'expected admin').exactOptional(),
})

const healthSchema = endpointSchema.extend({
  /** The names of the fields in its JSON body. Default: each is called as here. */
  fields: z
    .strictObject({
      /** The field that says whether the backend is well. Default: `status`. */
      status: z.string().exactOptional(),
      /** The field with the deployed version. Default: `version`. */
      version: z.string().exactOptional(),
      /** The field with the mode. Default: `environment`. */
      environment: z.string().exactOptional(),
    })
    .exactOptional(),
})

const metricsSchema = endpointSchema.extend({
  /**
   * The variable of the port on which they are, if that is another than the target's: each start
   * gets a free one. Default: the target's port.
   */
  port: variable.exactOptional(),
})

const guarded = z.union(
  [path, endpointSchema],
  'expected a path, or an object with path, headers and session',
)

export const endpointsSchema = z.strictObject({
  /** Reports that the backend is alive. Default: none, it is ready when its port is open. */
  health: z
    .union([path, healthSchema], 'expected a path, or an object with path and fields')
    .exactOptional(),
  /** Reports whether the backend can serve. Default: `health` is used instead. */
  ready: guarded.exactOptional(),
  /** Metrics in the text format of Prometheus. Default: claims about metrics are unverified. */
  metrics: z
    .union([path, metricsSchema], 'expected a path, or an object with path, port, headers, session')
    .exactOptional(),
  /** The OpenAPI document. Default: `/openapi.json`, if it exists. */
  openapi: path.exactOptional(),
})

/** An endpoint for operators, and how it lets them in. */
export type Endpoint = z.infer<typeof endpointSchema>

/** The endpoint of the metrics, and where it is. */
export type MetricsEndpoint = z.infer<typeof metricsSchema>

/** The health endpoint, and what its fields are called. */
export type HealthEndpoint = z.infer<typeof healthSchema>
