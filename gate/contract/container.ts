/** The part of the contract about the containers that are made of the target's image. */
import * as z from 'zod'
import { count, path, variables } from './fields.ts'

/** The port that the guide's image listens on. */
export const guidePort = 8000
/** Worker processes of the guide's container. */
export const guideWorkers = 4

export const containerSchema = z.strictObject({
  /** The port that the target listens on inside. Default: 8000. */
  port: z.int().min(1, 'expected a port').max(65535, 'expected a port').exactOptional(),
  /** Worker processes of one container. Default: 4. */
  workers: count.exactOptional(),
  /** Variables that the target needs in a container and not as a plain process. Default: none. */
  environment: variables.exactOptional(),
  /** Absolute paths of its code in the image. Default: the image's working directory. */
  code: z.array(path).readonly().exactOptional(),
})
