/** The part of the contract about endpoints for operators. */
import * as z from 'zod'
import { path } from './fields.ts'

const healthSchema = z.strictObject({
  /** Its path. */
  path,
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

export const endpointsSchema = z.strictObject({
  /** Reports that the backend is alive. Default: none, it is ready when its port is open. */
  health: z
    .union([path, healthSchema], 'expected a path, or an object with path and fields')
    .exactOptional(),
  /** Reports whether the backend can serve. Default: `health` is used instead. */
  ready: path.exactOptional(),
  /** Metrics in the text format of Prometheus. Default: claims about metrics are unverified. */
  metrics: path.exactOptional(),
  /** The OpenAPI document. Default: `/openapi.json`, if it exists. */
  openapi: path.exactOptional(),
})

/** The health endpoint, and what its fields are called. */
export type HealthEndpoint = z.infer<typeof healthSchema>
