/** Makes commands of templates. */
import type { Command } from '../../command.ts'
import { compileTemplate, compileTexts, type Values } from '../template.ts'
import type { CommandData } from '../types.ts'
import { wordsOf } from '../words.ts'

/** The words of a command that is text or a list. */
function listOf(command: string | readonly string[]): readonly string[] {
  return typeof command === 'string' ? wordsOf(command) : command
}

/** A command in its long form. */
export function plainCommand(data: CommandData): Command {
  const isShort = typeof data === 'string' || Array.isArray(data)
  const {
    command,
    args = [],
    environment,
    timeoutMs,
    running,
  } = (isShort ? { command: data } : data) as {
    command: string | readonly string[]
    args?: readonly string[]
    environment?: Record<string, string>
    timeoutMs?: number
    running?: boolean
  }
  const [program = '', ...words] = listOf(command)
  return {
    command: program,
    args: [...words, ...args],
    ...(environment === undefined ? {} : { environment }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(running === undefined ? {} : { running }),
  }
}

/** Reads a command with placeholders once. */
export function compileCommand(data: CommandData): (values: Values) => Command {
  const { command, args, environment, ...others } = plainCommand(data)
  const fillCommand = compileTemplate(command)
  const fillArgs = args.map((arg) => compileTemplate(arg))
  const fillEnvironment = compileTexts(environment)
  return (values) => ({
    command: fillCommand(values),
    args: fillArgs.map((fill) => fill(values)),
    environment: fillEnvironment(values),
    ...others,
  })
}
