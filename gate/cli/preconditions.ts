/** What a command can find out before it starts anything: one clear error, exit code 3. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { access, mkdir, rmdir, stat } from 'node:fs/promises'
import { delimiter, dirname, join, resolve } from 'node:path'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { wrongVariable } from '#gate/host/doctor/find.mjs'
import { engineName } from '#gate/stack/select.ts'
import { targetFolder } from '#gate/system/launch/launcher-of.ts'
import type { LoadedTarget } from '#gate/system/load-target.ts'
import { serviceChoices } from '#gate/system/service-choices.ts'
import type { AnyClaim } from '#guide/claim.ts'
import { usage } from './command-line.ts'
import type { GateArguments } from './gate-arguments.ts'
import { claimsOf, isMissing, type Need, needsOfClaims } from './setup/needs.ts'

/** The folders on a path that do not exist, from the top. */
function missingFolders(path: string): string[] {
  if (existsSync(path) || dirname(path) === path) return []
  return [...missingFolders(dirname(path)), path]
}

/**
 * Sees that files can be written to a folder, which need not exist yet; nothing is left there.
 * @throws PreflightError PREFLIGHT_E_USAGE naming the option, the folder and what is in the way
 */
export async function writableFolder(option: string, folder: string): Promise<void> {
  const path = resolve(folder)
  const missing = missingFolders(path)
  try {
    // One by one: where nothing can be made, mkdir with `recursive` may try for ever.
    for (const each of missing) await mkdir(each)
    if (!(await stat(path)).isDirectory()) throw new Error('it is no folder')
    await access(path, constants.W_OK | constants.X_OK)
    for (const each of missing.reverse()) await rmdir(each)
  } catch (error) {
    throw usage(`${option}: cannot write to ${path}: ${messageOf(error)}`, 'name another folder')
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The PATH that the target starts with: the config's own, else that of the gate. */
function pathOf({ config }: LoadedTarget): string {
  const { always, production } = config.environment ?? {}
  return production?.PATH ?? always?.PATH ?? process.env.PATH ?? ''
}

/** Whether a program can be started in a folder: a name on the PATH, or a path. */
function exists(program: string, folder: string, path: string): boolean {
  if (program.includes('/')) return isExecutable(resolve(folder, program))
  const folders = path.split(delimiter).filter((each) => each !== '')
  return folders.some((each) => isExecutable(join(each, program)))
}

/**
 * Sees that the program that starts the target is there.
 * @throws PreflightError PREFLIGHT_E_CONFIG naming the file, the key and the program
 */
export function refuseMissingLaunch(loaded: LoadedTarget): void {
  const { launch } = loaded.config
  if (launch.kind !== 'command') return
  const folder = targetFolder(loaded)
  if (exists(launch.command, folder, pathOf(loaded))) return
  const where = launch.command.includes('/') ? resolve(folder, launch.command) : 'the PATH'
  throw new PreflightError(
    'PREFLIGHT_E_CONFIG',
    `${loaded.file}: launch.command: no program "${launch.command}": looked at ${where}; ` +
      'every claim needs it',
    { hint: `install it, or give its path relative to ${folder}` },
  )
}

/**
 * Sees that all programs that a selection needs are there.
 * @throws PreflightError PREFLIGHT_E_TOOL_MISSING naming each, and the claims that need it
 */
export function refuseMissingPrograms(needs: readonly Need[]): void {
  const missing = needs.filter(isMissing)
  if (missing.length === 0) return
  const lines = missing.map((need) => {
    const { name, purpose } = need.program
    return `${wrongVariable(name) ?? `${name} is missing`} (${purpose}), for ${claimsOf(need)}`
  })
  throw new PreflightError('PREFLIGHT_E_TOOL_MISSING', lines.join('; '), {
    hint: 'install it with: preflight setup, or leave these claims out with --only',
  })
}

/**
 * Sees that the servers of the config can be started as processes.
 * @throws PreflightError PREFLIGHT_E_TOOL_MISSING naming the key, and what to install
 */
export async function refuseMissingServices(loaded: LoadedTarget): Promise<void> {
  const choices = serviceChoices(loaded)
  if (choices.postgresMajor !== undefined) {
    const { postgresPackage } = await import('#gate/stack/local/postgres-files.ts')
    postgresPackage(choices)
  }
  if (choices.redisProgram === undefined) return
  const { redisProgram } = await import('#gate/stack/local/redis.ts')
  if (redisProgram(choices) !== undefined) return
  throw new PreflightError(
    'PREFLIGHT_E_TOOL_MISSING',
    `services.redis.program: no program "${choices.redisProgram}"`,
    { hint: `install it, or give its path relative to ${loaded.folder}` },
  )
}

/**
 * Sees that all programs are there: the target's, and those that the selected claims need.
 * @throws PreflightError PREFLIGHT_E_CONFIG or PREFLIGHT_E_TOOL_MISSING
 */
export async function refuseMissing(
  target: LoadedTarget,
  claims: readonly AnyClaim[],
  options: GateArguments,
): Promise<void> {
  refuseMissingLaunch(target)
  const engine = await engineName(options.engine, serviceChoices(target))
  if (engine === 'local') await refuseMissingServices(target)
  refuseMissingPrograms(await needsOfClaims(claims, options, target.config))
}
