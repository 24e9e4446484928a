/**
 * The command line. Each command is loaded only when it is used, so that the gate's first verdict
 * does not wait for code that it does not need. This file joins the parts, so it is the only one of
 * gate/ that imports from mutants/.
 */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import { cacheDir } from '#gate/host/process/tools.ts'
import { isCheckout } from '#gate/installation.mjs'

// Keeps compiled code from run to run, for the workers too: both start faster.
process.env.NODE_COMPILE_CACHE ??= join(cacheDir(), 'compiled')
enableCompileCache(process.env.NODE_COMPILE_CACHE)

type CommandLine = (args: readonly string[]) => Promise<number>

/** Undefined in the package, which is made without them. */
async function knownMutants() {
  return isCheckout ? (await import('#mutants/index.ts')).mutants : undefined
}

const commands: Record<string, () => Promise<CommandLine>> = {
  gate: async () => (await import('./gate.ts')).gate,
  list: async () => {
    const [{ list }, mutants] = await Promise.all([import('./list.ts'), knownMutants()])
    return (args) => list(args, mutants)
  },
  explain: async () => {
    const [{ explain }, mutants] = await Promise.all([import('./explain.ts'), knownMutants()])
    return (args) => explain(args, mutants)
  },
  ...(isCheckout
    ? { mutants: async () => (await import('#mutants/command.ts')).mutantsCommand }
    : {}),
  load: async () => (await import('./load/load-command.ts')).load,
  tune: async () => (await import('./tune/tune-command.ts')).tune,
  report: async () => (await import('./report.ts')).report,
  verify: async () => (await import('./verify.ts')).verify,
  doctor: async () => (await import('./doctor.mjs')).doctor,
  help: async () => (await import('./help.ts')).help,
  version: async () => (await import('./version.ts')).version,
}

/** Options that are commands. */
const shortForms: Record<string, string> = {
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
}

const crashed = 4

/** The error message for a user: code, message and hint. */
function describe(error: unknown): string {
  if (!(error instanceof PreflightError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return `preflight: PREFLIGHT_E_INTERNAL the gate itself failed\n${stack}\n`
  }
  const hint = error.hint === undefined ? '' : `  hint: ${error.hint}\n`
  return `preflight: ${error.code} ${error.message}\n${hint}`
}

async function main([name = 'help', ...args]: readonly string[]): Promise<number> {
  const load = commands[shortForms[name] ?? name]
  if (!load) {
    throw new PreflightError('PREFLIGHT_E_USAGE', `unknown command "${name}"`, {
      hint: `commands: ${Object.keys(commands).join(', ')}`,
    })
  }
  const run = await load()
  return await run(args)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(describe(error))
  process.exitCode = error instanceof PreflightError ? error.exitCode : crashed
}
// A handle that a library left open must not delay the exit.
process.exit()
