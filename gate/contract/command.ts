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
})

/** A command of the target, run in its folder with the environment of the deployment. */
export type Command = z.infer<typeof commandSchema>
