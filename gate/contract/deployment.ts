/** The part of the contract about the deployment that only its operators know. */
import * as z from 'zod'
import { count } from './fields.ts'

const servicesSchema = z.strictObject({
  /** The backend. Default: the one service that sets the pool's size. */
  backend: z.string().exactOptional(),
  /** PostgreSQL. Default: the one service with an image of PostgreSQL. */
  database: z.string().exactOptional(),
  /** Redis. Default: the one service with an image of Redis. */
  cache: z.string().exactOptional(),
  /** The reverse proxy. Default: the one service with an image of a reverse proxy. */
  edge: z.string().exactOptional(),
})

export const deploymentSchema = z.strictObject({
  /** Copies of the backend that run at once. Default: as `manifests.compose` says. */
  replicas: count.exactOptional(),
  /** max_connections of the PostgreSQL server they share. Default: as `manifests.compose` says. */
  maxConnections: count.exactOptional(),
  /** Names of services in `manifests.compose` and `manifests.stack`. */
  services: servicesSchema.exactOptional(),
})
