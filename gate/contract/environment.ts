/** The part of the contract about the environment that the target starts with. */
import * as z from 'zod'
import { variables } from './fields.ts'

export const environmentSchema = z.strictObject({
  /** Set in both modes. Default: none. */
  always: variables.exactOptional(),
  /** Set in production mode, over `always`. Default: none. */
  production: variables.exactOptional(),
  /** Set in development mode, over `always`. Default: none. */
  development: variables.exactOptional(),
})

/** The mode that the target is started in; most checks use production. */
export type Mode = 'production' | 'development'
