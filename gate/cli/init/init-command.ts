/** `preflight init`: writes a config from what a backend's folder says, and from a start of it. */
import { join, relative } from 'node:path'
import type { Command } from 'commander'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import { PreflightError } from '#gate/errors.ts'
import { programGuesses } from '#gate/init/guess/program.ts'
import type { Guess } from '#gate/init/guess.ts'
import {
  type Draft,
  draft,
  type InitOptions,
  type LaunchKind,
  writeConfig,
} from '#gate/init/init.ts'
import { plural } from '#gate/plural.ts'
import { redacted } from '#gate/redact.ts'
import { foreseen, unlocking } from '#gate/run/needs.ts'
import { dockerAnswers } from '#gate/stack/docker/daemon.ts'
import type { EngineName } from '#gate/stack/types.ts'
import { exitCodes } from '#gate/verdict/verdict.ts'
import { claims } from '#guide/index.ts'
import { helpOf } from './help.ts'
import { learned } from './start.ts'
import { startableFor } from './startable.ts'
import { openTerminal, type Terminal } from './terminal.ts'

interface Given {
  out?: string
  launch?: LaunchKind
  set?: string[]
  force: boolean
  yes: boolean
  start: boolean
  engine: EngineName | 'auto'
}

const daemonTimeoutMs = 3_000
/** Keys that are worth a look, at the end. */
const most = 3

/** Containers first where a daemon answers: they need nothing else of this machine. */
async function kindsFor(launch: LaunchKind | undefined): Promise<LaunchKind[]> {
  if (launch !== undefined) return [launch]
  const containers: LaunchKind[] = ['compose', 'image']
  return (await dockerAnswers(daemonTimeoutMs))
    ? [...containers, 'command']
    : ['command', ...containers]
}

/** How much can be tried with the config, and which keys would make it more. */
function outlook(config: TargetConfig | undefined): string {
  if (config === undefined)
    return 'Nothing can be tried before it says how the backend is started.\n'
  const left = foreseen(config, claims).length
  const keys = unlocking(config, claims).slice(0, most)
  return [
    `${claims.length - left} of ${plural(claims.length, 'claim')} can be tried with it.`,
    ...(keys.length === 0 ? [] : ['What would unlock the most:']),
    ...keys.map(({ keys: names, of }) => `  ${names.join(' or ')}: ${plural(of, 'claim')}`),
    '',
  ].join('\n')
}

const question =
  'Start the backend once, with services of its own, and try what its API document says?'

/** Whether the backend may be started: a flag says it, or a person. */
async function mayStart({ start }: Given, terminal: Terminal | undefined): Promise<boolean> {
  return start || ((await terminal?.confirm(question)) ?? false)
}

const hint = 'with --start, it starts the backend once, and tries what its API document says'

/** What the backend tells of itself, and whether it was interrupted meanwhile. */
interface Told {
  guesses: readonly Guess[]
  exitCode: number
}

/** A first start may take long, and nobody has said yet how long. */
const patience = 'launch.readyTimeoutMs=180000'

/** Starts the backend as the config says so far; that it does not start is no reason to give up. */
async function started(options: InitOptions, file: string, { engine }: Given): Promise<Told> {
  const { config } = await draft(options)
  if (!config) return { guesses: [], exitCode: exitCodes.GO }
  const { folder } = options
  const { launch } = config
  const command = launch.kind === 'command' ? [launch.command, ...launch.args].join(' ') : ''
  const told = command === '' ? [] : await programGuesses(folder, command, helpOf(config, folder))
  const answers = [...options.answers, patience]
  await writeConfig(file, (await draft({ ...options, answers, told })).text, true)
  process.stderr.write('starting it once, to try what it can do\n')
  try {
    const { guesses, exitCode } = await learned(file, folder, engine)
    return { guesses: [...guesses, ...told], exitCode }
  } catch (error) {
    if (!(error instanceof PreflightError)) throw error
    const advice = error.hint === undefined ? '' : `\n${error.hint}`
    process.stderr.write(`${redacted(`nothing was tried: ${error.message}${advice}`)}\n`)
    return { guesses: told, exitCode: exitCodes.GO }
  }
}

/** The config as it is written in the end; what is missing then is asked for. */
async function finished(
  options: InitOptions,
  file: string,
  { given, terminal }: { given: Given; terminal: Terminal | undefined },
): Promise<{ made: Draft; exitCode: number }> {
  const wasStarted = await mayStart(given, terminal)
  const { guesses, exitCode } = wasStarted
    ? await started(options, file, given)
    : { guesses: [], exitCode: exitCodes.GO }
  const asking = terminal ? { ask: terminal.ask } : {}
  const made = await draft({ ...options, ...asking, told: guesses })
  await writeConfig(file, made.text, true)
  const isOpen = made.open.some(({ path: [part] }) => part === 'operations')
  if (!wasStarted && isOpen) process.stderr.write(`${hint}\n`)
  return { made, exitCode }
}

/**
 * @returns 0; 2 if it was interrupted while the backend ran
 * @throws PreflightError PREFLIGHT_E_USAGE for an answer that is no value, or a config that exists
 */
export async function init(command: Command): Promise<number> {
  const [folder = '.'] = command.processedArgs as string[]
  const given = command.opts<Given>()
  const { out, launch, set = [], force, yes } = given
  const file = out ?? join(folder, 'preflight.config.yaml')
  const terminal = process.stdin.isTTY && !yes ? openTerminal() : undefined
  try {
    const kinds = await kindsFor(launch)
    const options = { folder, answers: set, kinds, startable: startableFor(folder) }
    // Before anything is started or asked: the file may not be replaced.
    await writeConfig(file, (await draft(options)).text, force)
    const { made, exitCode } = await finished(options, file, { given, terminal })
    const name = relative('.', file) || file
    process.stdout.write(`written: ${name}\n${outlook(made.config)}`)
    const next = made.config ? `preflight doctor --target ${name}` : `fill in launch in ${name}`
    process.stdout.write(`next: ${next}\n`)
    return exitCode
  } finally {
    terminal?.close()
  }
}
