/**
 * The command line. Each command's code is loaded only when it runs, so that the gate's first
 * verdict does not wait for code that it does not need. This file joins the parts, so it is the
 * only one of gate/ that imports from mutants/.
 */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { type Command, CommanderError } from 'commander'
import { didYouMean } from '#gate/did-you-mean.ts'
import { PreflightError } from '#gate/errors.ts'
import { cacheDir } from '#gate/host/process/tools.ts'
import { deadlineAfter } from '#gate/host/process/wait.ts'
import { isCheckout } from '#gate/installation.mjs'
import { redacted } from '#gate/redact.ts'
import { newCommand, usage, usageOf } from './command-line.ts'
import {
  completionCommand,
  diffCommand,
  doctorCommand,
  explainCommand,
  guideCommand,
  historyCommand,
  initCommand,
  listCommand,
  mergeCommand,
  reportCommand,
  setupCommand,
  verifyCommand,
} from './commands.ts'
import { gateCommand } from './gate-arguments.ts'
import { loadCommand } from './load/load-arguments.ts'
import { preflightVersion } from './project.ts'
import { tuneCommand } from './tune/tune-arguments.ts'

// Keeps compiled code from run to run, for the workers too: both start faster.
process.env.NODE_COMPILE_CACHE ??= join(cacheDir(), 'compiled')
enableCompileCache(process.env.NODE_COMPILE_CACHE)

/** Runs a command. @returns the exit code */
type Run = (command: Command) => Promise<number>

/** A command as it is declared, and its code. */
type Entry = [declared: Command, load: () => Promise<Run>]

/** Undefined in the package, which is made without them. */
async function knownMutants() {
  return isCheckout ? (await import('#mutants/index.ts')).mutants : undefined
}

/** The command that only a checkout has. */
async function mutantsEntries(): Promise<Entry[]> {
  if (!isCheckout) return []
  const { mutantsCommand } = await import('#mutants/options.ts')
  return [[mutantsCommand(), async () => (await import('#mutants/command.ts')).runMutants]]
}

/** In the order of the help. */
const commands: readonly Entry[] = [
  [gateCommand(), async () => (await import('./gate.ts')).gate],
  [
    listCommand(),
    async () => {
      const [{ list }, mutants] = await Promise.all([import('./list.ts'), knownMutants()])
      return (command) => list(command, mutants)
    },
  ],
  [
    explainCommand(),
    async () => {
      const [{ explain }, mutants] = await Promise.all([import('./explain.ts'), knownMutants()])
      return (command) => explain(command, mutants)
    },
  ],
  ...(await mutantsEntries()),
  [loadCommand(), async () => (await import('./load/load-command.ts')).load],
  [tuneCommand(), async () => (await import('./tune/tune-command.ts')).tune],
  [mergeCommand(), async () => (await import('./merge.ts')).merge],
  [reportCommand(), async () => (await import('./report.ts')).report],
  [verifyCommand(), async () => (await import('./verify.ts')).verify],
  [guideCommand(), async () => (await import('./guide/guide-command.ts')).guide],
  [diffCommand(), async () => (await import('./diff.ts')).diff],
  [historyCommand(), async () => (await import('./history.ts')).history],
  [initCommand(), async () => (await import('./init/init-command.ts')).init],
  [doctorCommand(), async () => (await import('./doctor-command.ts')).doctor],
  [setupCommand(), async () => (await import('./setup/setup-command.ts')).setup],
  [completionCommand(), async () => (await import('./completion/completion.ts')).completion],
]

const exitCodes = `
Exit codes: 0 GO, 1 NO-GO, 2 INCONCLUSIVE, 3 usage or configuration, 4 the gate itself failed,
5 verify: the run cannot be relied on.
Options of a command: preflight <command> --help`

const crashed = 4

/** How long a handle that a library left open may delay the exit. */
const leftOpenMs = 500

/** The error message for a user: code, message and hint, without secrets. */
function describe(error: unknown): string {
  if (!(error instanceof PreflightError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return redacted(`preflight: PREFLIGHT_E_INTERNAL the gate itself failed\n${stack}\n`)
  }
  const hint = error.hint === undefined ? '' : `  hint: ${error.hint}\n`
  return redacted(`preflight: ${error.code} ${error.message}\n${hint}`)
}

/** The whole command line; `end` gets the exit code of the command that ran. */
function programOf(end: (exitCode: number) => void): Command {
  const program = newCommand('preflight', 'Checks a backend against every claim of a guide.')
    .version(preflightVersion(), '-V, --version', 'show the version')
    .helpCommand('help [command]', 'show how to use a command')
    .addHelpText('after', exitCodes)
  for (const [command, load] of commands) {
    program.addCommand(command.action(async () => end(await (await load())(command))))
  }
  return program
}

/**
 * The arguments for commander: nothing asks for help, and `help gate` is `gate --help`.
 * @throws PreflightError PREFLIGHT_E_USAGE for an unknown command, whatever follows it
 */
function normalised(args: readonly string[]): readonly string[] {
  const [first = '--help', ...rest] = args
  if (first === 'help') return normalised([...rest.slice(0, 1), '--help'])
  const names = commands.map(([command]) => command.name())
  if (first.startsWith('-') || names.includes(first)) return [first, ...rest]
  throw usage(
    `unknown command "${first}"`,
    didYouMean(first, names) ?? `commands: ${names.join(', ')}`,
  )
}

/** @returns the exit code */
async function main(given: readonly string[]): Promise<number> {
  let exitCode = 0
  const args = normalised(given)
  const program = programOf((code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0 // Help or the version was shown.
    throw usageOf(error, program.commands.find((each) => each.name() === args[0]) ?? program)
  }
  return exitCode
}

/** Waits until a stream has given away what was written to it, or its reader is gone. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => {
    stream.once('error', () => done())
    stream.write('', () => done())
  })
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(describe(error))
  process.exitCode = error instanceof PreflightError ? error.exitCode : crashed
}
// A pipe takes 64 kB at once: what is still to be written must not be cut off by the exit.
await Promise.all([process.stdout, process.stderr].map(written))
// Node ends by itself when nothing is left to do. `process.exit()` would wait for V8's threads that
// compile, and these may wait for memory from this thread: about one call in 150 hung for ever on
// a busy machine (nodejs/node#54918). Only a handle that a library left open needs it, and by then
// those threads have had what they asked for. The deadline itself keeps nothing alive.
deadlineAfter(leftOpenMs).addEventListener('abort', () => process.exit())
