/** What completion has to know of the command line, read from commander's own declarations. */
import type { Argument, Command, Option } from 'commander'

/** What may stand for the value of an option or argument; by its placeholder. */
export type Values =
  | { kind: 'choices'; choices: readonly string[] }
  | { kind: 'file' | 'folder' | 'claim' | 'any' }

export interface OptionFacts {
  /** `--only`, and `-h` if it has a short name. */
  names: readonly string[]
  description: string
  /** Absent if it takes no value. */
  values?: Values
  /** Whether it takes all words that follow. */
  variadic: boolean
}

export interface CommandFacts {
  name: string
  description: string
  options: readonly OptionFacts[]
  argument?: Values
}

/** What the placeholders of options and arguments stand for. */
const placeholders: Readonly<Record<string, Exclude<Values['kind'], 'choices'>>> = {
  file: 'file',
  dir: 'folder',
  run: 'folder',
  claim: 'claim',
}

function valuesOf(placeholder: string, choices: readonly string[] | undefined): Values {
  if (choices) return { kind: 'choices', choices }
  return { kind: placeholders[placeholder.replace('...', '')] ?? 'any' }
}

function optionFacts(option: Option): OptionFacts {
  const placeholder = /[<[](.+)[>\]]/.exec(option.flags)?.[1]
  const { short, long, description, variadic, argChoices } = option
  return {
    names: [short, long].filter((name) => name !== undefined),
    description,
    variadic,
    ...(placeholder === undefined ? {} : { values: valuesOf(placeholder, argChoices) }),
  }
}

function argumentFacts(argument: Argument | undefined) {
  if (!argument) return {}
  return { argument: valuesOf(argument.name(), argument.argChoices) }
}

/** Every command of a program. */
export function factsOf(program: Command): CommandFacts[] {
  const help = program.createHelp()
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map(optionFacts),
    ...argumentFacts(command.registeredArguments[0]),
  }))
}
