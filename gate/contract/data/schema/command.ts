/** Schemas of commands: a line, a list of words, or the long form. */
import * as z from 'zod'
import { count, variables } from '../../fields.ts'
import type { CommandData } from '../types.ts'
import { CommandLineError, wordsOf } from '../words.ts'
import { withPlaceholders } from './template.ts'

const line = z.string().superRefine((command, context) => {
  try {
    wordsOf(command)
  } catch (error) {
    if (!(error instanceof CommandLineError)) throw error
    context.addIssue({ code: 'custom', message: error.message })
  }
})

const words = z.array(z.string()).min(1, 'expected a program').readonly()

/** A program with its arguments: as a line or as a list. */
export const commandLine = z.union([line, words], 'expected a command, as text or as a list')

const longForm = z.strictObject({
  /** The program, or the program with its arguments. */
  command: commandLine,
  /** Its arguments, or more of them. Default: none. */
  args: z.array(z.string()).readonly().exactOptional(),
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

/** A command as data. */
export const command: z.ZodType<CommandData> = z.union(
  [line, words, longForm],
  'expected a command: text, a list of words, or an object with command',
)

/** A command with placeholders. */
export function commandTemplate(...names: string[]): z.ZodType {
  return withPlaceholders(command, names)
}
