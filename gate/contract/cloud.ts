/** The part of the contract about managed platforms: what no manifest says. */
import * as z from 'zod'
import { count } from './fields.ts'

const maxInstancesSchema = z.strictObject({
  /** Tasks of the ECS service: the task definition does not say how many there are. */
  ecsTask: count.exactOptional(),
  /** Instances on Elastic Beanstalk. */
  beanstalk: count.exactOptional(),
  /** Instances on Cloud Run. */
  cloudBuild: count.exactOptional(),
})

export const cloudSchema = z.strictObject({
  /** The largest number of instances, by manifest. Default: as the manifest says. */
  maxInstances: maxInstancesSchema.exactOptional(),
  /** max_connections of the database there. Default: `deployment.maxConnections`. */
  maxConnections: count.exactOptional(),
  /** Why anybody may call the service. Default: a comment in the manifest has to say so. */
  publicAccess: z
    .string()
    .trim()
    .min(1, 'expected a reason: why may anybody call the service?')
    .exactOptional(),
})
