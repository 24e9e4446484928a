/** Validates the part of a config that is about managed platforms. */
import * as z from 'zod'

const count = z.int().positive()

export const cloudSchema = z.strictObject({
  maxInstances: z.partialRecord(z.enum(['ecsTask', 'beanstalk', 'cloudBuild']), count).optional(),
  maxConnections: count.optional(),
  publicAccess: z.string().trim().min(1, 'expected a reason: why may anybody call it?').optional(),
})
