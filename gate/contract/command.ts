/** A command of the target. */
import * as z from 'zod'
import { count, text, variables } from './fields.ts'

export const commandSchema = z.strictObject({
  /** The program: a name on the PATH, or a path relative to the target's folder. */
  command: text,
  /** Its arguments. */
  args: z.array(z.string()).readonly(),
  /** Variables for this command only. Passwords belong here, not in `args`. Default: none. */
  environment: variables.exactOptional(),
  /** How long it may take, in milliseconds: a first migration may need more. Default: 120 000. */
  timeoutMs: count.exactOptional(),
  /**
   * Whether it asks a backend that runs, on the port in the backend's variable. It counts for
   * `commands.createAdmin` and `seed.commands`. Default: `false`.
   */
  running: z.boolean().exactOptional(),
})

/** A command of the target, run in its folder with the environment of the deployment. */
export type Command = z.infer<typeof commandSchema>
