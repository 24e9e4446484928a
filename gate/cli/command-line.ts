/**
 * What all commands share: how they are declared with commander, and their common options. Every
 * mistake on the command line is a usage error, exit code 3.
 *
 * The placeholder of an option or argument says what may stand there; completion reads it:
 * `<file>`, `<dir>`, `<run>` and `<claim>`, or a list of choices.
 */
import { Argument, Command, CommanderError, Help, Option } from 'commander'
import { hasColour, painter } from '#gate/colour.ts'
import { didYouMean } from '#gate/did-you-mean.ts'
import { PreflightError } from '#gate/errors.ts'

export const engines = ['auto', 'docker', 'local'] as const

export function usage(message: string, hint?: string): PreflightError {
  return new PreflightError('PREFLIGHT_E_USAGE', message, hint === undefined ? {} : { hint })
}

/** A command without its code, which is loaded only if it runs. */
export function newCommand(name: string, description: string): Command {
  const paint = painter(hasColour(process.stdout))
  return (
    new Command(name)
      .description(description)
      .helpOption('-h, --help', 'show this help')
      .helpCommand(false)
      .exitOverride()
      // Mistakes become a PreflightError, which is printed once, at the end.
      .configureOutput({ outputError: () => {}, getOutHasColors: () => hasColour(process.stdout) })
      .configureHelp({
        // That a flag is off unless it is given goes without saying.
        optionDescription: (option) =>
          option.isBoolean() ? option.description : new Help().optionDescription(option),
        styleTitle: (text) => paint('bold', text),
        styleOptionTerm: (text) => paint('cyan', text),
        styleSubcommandTerm: (text) => paint('cyan', text),
        styleArgumentTerm: (text) => paint('cyan', text),
      })
  )
}

/** The choices of an argument in words. */
function expectedOf({ argChoices, description }: Argument): string {
  return argChoices ? `one of ${argChoices.join(', ')}` : description
}

/** What commander found wrong, as a usage error with a hint. */
export function usageOf({ code, message }: CommanderError, command: Command): PreflightError {
  const [text = '', suggestion] = message.replace(/^error: /, '').split('\n')
  const help = `see: preflight ${[command.parent ? command.name() : '', '--help'].join(' ').trim()}`
  const [argument] = command.registeredArguments
  if (code === 'commander.missingArgument' && argument) {
    return usage(`${argument.name()}: expected ${expectedOf(argument)}, got nothing`, help)
  }
  if (code === 'commander.excessArguments') {
    const stray = command.args.slice(command.registeredArguments.length).join(' ')
    return usage(`unexpected argument "${stray}" of ${command.name()}`, help)
  }
  const meant = suggestion && /^\((Did .*)\)$/.exec(suggestion)?.[1]
  return usage(text, meant ? meant.replace('Did', 'did') : help)
}

/**
 * Parses the arguments of one command, for callers that are not the command line itself.
 * @throws PreflightError PREFLIGHT_E_USAGE
 */
export function parsed(command: Command, args: readonly string[]): Command {
  try {
    return command.parse(args, { from: 'user' })
  } catch (error) {
    throw error instanceof CommanderError ? usageOf(error, command) : error
  }
}

/** The value if it is known, else a usage error that names the option. */
export function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value)
  if (found) return found
  const expected = `expected one of ${known.join(', ')}`
  throw usage(`${option}: ${expected}, got "${value}"`, didYouMean(value, known))
}

/** An option with a list of possible values. */
export function choice(flags: string, description: string, known: readonly string[]): Option {
  const option = new Option(flags, description).choices(known)
  return option.argParser((value) => oneOf(option.long ?? flags, value, known))
}

/** An option that may be repeated, takes several words, and splits each at commas. */
export function words(flags: string, description: string, known?: readonly string[]): Option {
  const option = new Option(flags, description)
  if (known) option.choices(known)
  const named = option.long ?? flags
  return option.argParser((value, before: readonly string[] = []) => {
    const more = value.split(',').filter((word) => word !== '')
    return [...before, ...(known ? more.map((word) => oneOf(named, word, known)) : more)]
  })
}

/** An argument with a list of possible values. */
export function choiceArgument(name: string, description: string, known: readonly string[]) {
  const argument = new Argument(name, description).choices(known)
  return argument.argParser((value) => oneOf(argument.name(), value, known))
}

interface Bounds {
  min: number
  max: number
  /** Whether fractions are allowed. */
  whole: boolean
}

/**
 * The value of an option as a number.
 * @throws PreflightError PREFLIGHT_E_USAGE naming the option and what was expected
 */
export function numberOption(option: string, value: string | undefined, bounds: Bounds): number {
  const { min, max, whole } = bounds
  const number = value !== undefined && /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
  const fits = number >= min && number <= max && (!whole || Number.isInteger(number))
  if (fits) return number
  const kind = whole ? 'a whole number' : 'a number'
  const got = value === undefined ? 'nothing' : `"${value}"`
  throw usage(`${option}: expected ${kind} from ${min} to ${max}, got ${got}`)
}

/** An option whose value is a number of days: `7d`. */
export function days(flags: string, description: string): Option {
  const option = new Option(flags, description)
  return option.argParser((value) => {
    const count = /^(\d+)d$/.exec(value)?.[1]
    if (count !== undefined && Number(count) > 0) return Number(count)
    throw usage(`${option.long}: expected a number of days such as 7d, got "${value}"`)
  })
}

export const targetOption = () =>
  new Option(
    '--target <file>',
    'the target config (default: PREFLIGHT_TARGET, else preflight.config.* upwards)',
  )

export const engineOption = () =>
  choice('--engine <name>', 'where the backing services run', engines).default('auto')

export const outOption = () =>
  new Option('--out <dir>', "parent of the run's folder").default('runs')

export const jsonOption = () =>
  new Option('--json', 'one JSON document on stdout, progress on stderr').default(false)

export const quickOption = (description = 'fewer samples, shorter load') =>
  new Option('--quick', description).default(false)

export const onlyOption = (description: string) => words('--only <claim...>', description)
