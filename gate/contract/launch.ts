/** How the target is started, or where it already runs. */
import * as z from 'zod'
import { count, text, variable } from './fields.ts'

export const commandLaunchSchema = z.strictObject({
  /** Says that the gate starts the target as a process. */
  kind: z.literal('command'),
  /** The program: a name on the PATH, or a path relative to `cwd`. */
  command: text,
  /** Its arguments. */
  args: z.array(z.string()).readonly(),
  /** The variable that holds the port to listen on. */
  port: variable,
  /** The variable that holds the address to listen on. Default: the target needs none. */
  host: variable.exactOptional(),
  /** Working directory, relative to the config file. Default: the config file's folder. */
  cwd: z.string().exactOptional(),
  /** How long the target may take to become ready, in milliseconds. Default: 30 000. */
  readyTimeoutMs: count.exactOptional(),
})

export const attachedLaunchSchema = z.strictObject({
  /** Says that the target already runs, and that the gate may neither start nor stop it. */
  kind: z.literal('attached'),
  /** Where it runs, without a path: `https://api.example.com`. */
  url: z.url('expected a URL such as https://api.example.com'),
})

export const launchSchema = z.discriminatedUnion(
  'kind',
  [commandLaunchSchema, attachedLaunchSchema],
  'expected command(…) or attached(…)',
)

/** A target that the gate starts as a process. */
export type CommandLaunch = z.infer<typeof commandLaunchSchema>

/** A target that already runs, and that the gate may neither start nor stop. */
export type AttachedLaunch = z.infer<typeof attachedLaunchSchema>

/** How the gate reaches the target. */
export type Launch = z.infer<typeof launchSchema>
