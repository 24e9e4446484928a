/** Docker Compose: the docker plugin, the standalone program, or the one that set-up built. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { spawnOwned } from '#gate/host/process/spawn.ts'
import { findTool, needTool } from '#gate/host/process/tools.ts'
import { within } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'

const run = promisify(execFile)
const versionTimeoutMs = 20_000
/** The first version with compose files without `version`, and with `config --format json`. */
const minMajor = 2

/** The variables of this machine that the CLI needs. */
const passedOn = /^(PATH|HOME|TMPDIR|XDG_.*|DOCKER_.*)$/

let found: Promise<readonly string[] | undefined> | undefined

async function findCompose(): Promise<readonly string[] | undefined> {
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
    const major = Number.parseInt(answer?.stdout.replace(/^v/, '') ?? '', 10)
    if (major >= minMajor) return words
  }
  return undefined
}

/**
 * The first words of a Compose command.
 * @throws PreflightError PREFLIGHT_E_TOOL_MISSING
 */
export async function composeCommand(): Promise<readonly string[]> {
  needTool('docker-compose')
  found ??= findCompose()
  const words = await found
  if (words !== undefined) return words
  throw new PreflightError('PREFLIGHT_E_TOOL_MISSING', 'Docker Compose 2 is not installed', {
    hint: 'run scripts/setup --docker, which builds it',
  })
}

export interface ComposeCall {
  args: readonly string[]
  /** Working folder, the base of the file's relative paths. */
  folder: string
  labels: Pick<RunLabels, 'runId' | 'scratchDir'>
  timeoutMs: number
}

/** For daemons without the BuildKit plugin, and for short plain output. */
const quiet = { COMPOSE_ANSI: 'never', COMPOSE_PROGRESS: 'quiet', COMPOSE_STATUS_STDOUT: '0' }

/**
 * Runs Compose and returns its stdout.
 * @throws PreflightError PREFLIGHT_E_STACK with its stderr
 */
export async function compose({ args, folder, labels, timeoutMs }: ComposeCall): Promise<string> {
  const [command = '', ...first] = await composeCommand()
  const inherited = Object.entries(process.env).filter(([name]) => passedOn.test(name))
  const child = spawnOwned({
    command,
    args: [...first, ...args],
    cwd: folder,
    labels,
    what: 'docker compose',
    env: { ...Object.fromEntries(inherited), ...quiet },
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
  if (code === 0) return stdout
  const words = args.filter((word) => !word.includes('/')).join(' ')
  throw new PreflightError(
    'PREFLIGHT_E_STACK',
    `docker compose ${words}: ${messageOf(stderr.trim() || `it ended with ${code}`)}`,
  )
}
