/** Validates the part of a config that is about images and containers. */
import * as z from 'zod'

const variables = z.record(z.string(), z.string('expected text: variables are text'))

export const dockerfileSchema = z.union([
  z.string(),
  z.strictObject({
    file: z.string().min(1),
    context: z.string().optional(),
    args: variables.optional(),
  }),
])

export const containerSchema = z.strictObject({
  port: z.int().min(1).max(65535).optional(),
  workers: z.int().positive().optional(),
  environment: variables.optional(),
  code: z.array(z.string().startsWith('/', 'expected a path within the image')).optional(),
})

export const composeSchema = z.strictObject({
  variables: z.custom((value) => typeof value === 'function', 'expected a function').optional(),
  certificate: z
    .strictObject({
      mountedAt: z.string().startsWith('/', 'expected a path within the service'),
      chain: z.string().optional(),
      key: z.string().optional(),
    })
    .optional(),
})
