/** Docker Compose: the docker plugin, the standalone program, or the one that set-up built. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { spawnOwned } from '#gate/host/process/spawn.ts'
import { findTool, needTool } from '#gate/host/process/tools.ts'
import { within } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { howToGetDocker } from '#gate/installation.mjs'

const run = promisify(execFile)
const versionTimeoutMs = 20_000
/** The first version with compose files without `version`, and with `config --format json`. */
const minMajor = 2

/** The variables of this machine that the CLI needs. */
const passedOn = /^(PATH|HOME|TMPDIR|XDG_.*|DOCKER_.*)$/

/** Compose as it is called here. */
export interface FoundCompose {
  /** The words that a command of it begins with. */
  words: readonly string[]
  /** `2.40.3`. */
  version: string
}

let found: Promise<FoundCompose | undefined> | undefined

async function findCompose(): Promise<FoundCompose | undefined> {
  const standalone = findTool('docker-compose')
  const docker = findTool('docker')
  const candidates = [
    ...(docker ? [[docker, 'compose']] : []),
    ...(standalone ? [[standalone]] : []),
  ]
  for (const words of candidates) {
    const [program = '', ...first] = words
    const asked = run(program, [...first, 'version', '--short'], { timeout: versionTimeoutMs })
    const answer = await asked.catch(() => undefined)
    const version = answer?.stdout.trim().replace(/^v/, '') ?? ''
    if (Number.parseInt(version, 10) >= minMajor) return { words, version }
  }
  return undefined
}

/** Compose, if it is here. */
export async function composeAtHand(): Promise<FoundCompose | undefined> {
  needTool('docker-compose')
  found ??= findCompose()
  return await found
}

/**
 * The first words of a Compose command.
 * @throws PreflightError PREFLIGHT_E_TOOL_MISSING
 */
export async function composeCommand(): Promise<readonly string[]> {
  const compose = await composeAtHand()
  if (compose !== undefined) return compose.words
  throw new PreflightError('PREFLIGHT_E_TOOL_MISSING', 'Docker Compose 2 is not installed', {
    hint: howToGetDocker,
  })
}

export interface ComposeCall {
  /** Compose as it was found before. Default: it is searched for, as a program of the check. */
  words?: readonly string[]
  args: readonly string[]
  /** Working folder, the base of the file's relative paths. */
  folder: string
  labels: Pick<RunLabels, 'runId' | 'scratchDir'>
  timeoutMs: number
  /** Variables that the file is interpolated with, beside those of its environment file. */
  variables?: Readonly<Record<string, string>>
}

export interface ComposeResult {
  /** The exit code; null if a signal ended it. */
  code: number | null
  stdout: string
  stderr: string
}

/** For daemons without the BuildKit plugin, and for short plain output. */
const quiet = { COMPOSE_ANSI: 'never', COMPOSE_PROGRESS: 'quiet', COMPOSE_STATUS_STDOUT: '0' }

/**
 * Runs Compose to its end, whatever that is.
 * @throws PreflightError PREFLIGHT_E_TOOL_MISSING, PREFLIGHT_E_TIMEOUT
 */
export async function runCompose(call: ComposeCall): Promise<ComposeResult> {
  const { args, folder, labels, timeoutMs, variables = {} } = call
  const [command = '', ...first] = call.words ?? (await composeCommand())
  const inherited = Object.entries(process.env).filter(([name]) => passedOn.test(name))
  const child = spawnOwned({
    command,
    args: [...first, ...args],
    cwd: folder,
    labels,
    what: 'docker compose',
    env: { ...variables, ...Object.fromEntries(inherited), ...quiet },
  })
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8')
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8')
  })
  const what = `docker compose ${args.at(-1)}`
  const ended = new Promise<number | null>((done) => child.once('close', done))
  const code = await within(what, timeoutMs, () => ended).catch((error) => {
    child.kill('SIGKILL')
    throw error
  })
  return { code, stdout, stderr }
}

/**
 * Runs Compose to its end and answers with what it printed on stdout.
 * @throws PreflightError PREFLIGHT_E_STACK with what it printed on stderr
 */
export async function compose(call: ComposeCall): Promise<string> {
  const { code, stdout, stderr } = await runCompose(call)
  if (code === 0) return stdout
  const words = call.args.filter((word) => !word.includes('/')).join(' ')
  throw new PreflightError(
    'PREFLIGHT_E_STACK',
    `docker compose ${words}: ${messageOf(stderr.trim() || `it ended with ${code}`)}`,
  )
}
