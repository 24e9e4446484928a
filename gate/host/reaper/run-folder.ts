/**
 * The scratch folders of runs: `<folder>/preflight-<uid>/<runId>/`, each with an `owner.json` that
 * names its owner. Any run may remove a folder whose owner is dead.
 */

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import type { RunLabels } from '../run-labels.ts'
import { formatOwner, type Owner, parseOwner, thisOwner } from './owner.ts'

/** A run whose scratch folder exists, alive or dead. */
export interface FoundRun {
  runId: string
  scratchDir: string
  owner: Owner
}

const ownerFile = 'owner.json'
const dockerMarker = 'docker-used'
const swarmMarker = 'swarm-made'
const safeName = /^[\w][\w.-]*$/

/** Enough for the data of several PostgreSQL servers and their clones. */
const roomyBytes = 2 * 2 ** 30
const tmpfsMagic = 0x01021994

/** Memory, if there is plenty: cloning a database takes 18 ms there, up to 400 ms on a disk. */
function memoryFolder(): string | undefined {
  try {
    const { bsize, blocks, type } = statfsSync('/dev/shm')
    return type === tmpfsMagic && bsize * blocks >= roomyBytes ? '/dev/shm' : undefined
  } catch {
    return undefined // Not Linux.
  }
}

/** Not of `userInfo`, which fails if the account has no name, as in a container. -1 on Windows. */
function accountId(): number {
  return process.getuid?.() ?? -1
}

/**
 * The folder of this account's scratch folders: in memory, unless TMPDIR is set. The choice depends
 * only on sizes that do not change, so that a later run sweeps the same place.
 */
export function scratchRoot(): string {
  const folder = process.env.TMPDIR === undefined ? (memoryFolder() ?? tmpdir()) : tmpdir()
  return join(folder, `preflight-${accountId()}`)
}

/**
 * Makes the scratch folder of a new run, owned by this process, before anything else of it exists.
 * Other accounts may pass through it (PostgreSQL refuses to run as root) but not list it.
 * @throws PREFLIGHT_E_STORAGE if it cannot be made, or somebody else owns the place
 */
export function createRun(runId: string, root: string = scratchRoot()): RunLabels {
  if (!safeName.test(runId)) {
    throw new PreflightError('PREFLIGHT_E_INTERNAL', `not usable as a folder name: ${runId}`)
  }
  const scratchDir = join(root, runId)
  const owner = thisOwner()
  try {
    mkdirSync(root, { recursive: true, mode: 0o711 })
    if (!isOurs(root)) throw new Error(`${root} belongs to another account`)
    mkdirSync(scratchDir, { mode: 0o711 })
    writeFileSync(join(scratchDir, ownerFile), JSON.stringify(owner), { mode: 0o600 })
  } catch (cause) {
    throw new PreflightError('PREFLIGHT_E_STORAGE', `cannot create the folder ${scratchDir}`, {
      cause,
      hint: 'check that the folder for temporary files (TMPDIR) is writable and has space',
    })
  }
  return { runId, owner: formatOwner(owner), scratchDir }
}

/** Tells the reaper that containers may exist, and on which daemon. Call it before creating any. */
export function markDockerUsed(scratchDir: string): void {
  writeFileSync(join(scratchDir, dockerMarker), process.env.DOCKER_HOST ?? '', { mode: 0o600 })
}

/** Tells the reaper that the run creates a Swarm. Call it before creating it. */
export function markSwarmMade(scratchDir: string): void {
  writeFileSync(join(scratchDir, swarmMarker), '', { mode: 0o600 })
}

/** Whether the run created the daemon's Swarm. */
export function madeSwarm(scratchDir: string): boolean {
  return existsSync(join(scratchDir, swarmMarker))
}

/** The value for DOCKER_HOST of a run that used Docker; undefined for one that did not. */
export function dockerHostOf(scratchDir: string): string | undefined {
  try {
    return readFileSync(join(scratchDir, dockerMarker), 'utf8')
  } catch {
    return undefined
  }
}

/** Every run with a folder below the root that names its owner. */
export function findRuns(root: string = scratchRoot()): FoundRun[] {
  if (!existsSync(root) || !isOurs(root)) return []
  return readdirSync(root).flatMap((runId) => {
    const scratchDir = join(root, runId)
    const owner = readOwner(scratchDir)
    return owner ? [{ runId, scratchDir, owner }] : []
  })
}

/** Folders without an owner, because their gate died in between; at least a minute old. */
export function ownerlessFolders(root: string = scratchRoot()): string[] {
  if (!existsSync(root) || !isOurs(root)) return []
  const folders = readdirSync(root).map((name) => join(root, name))
  return folders.filter((folder) => {
    const stat = lstatSync(folder, { throwIfNoEntry: false })
    const settled = stat?.isDirectory() && Date.now() - stat.mtimeMs > 60_000
    return settled && !existsSync(join(folder, ownerFile))
  })
}

/**
 * Removes the folder of a run, its `owner.json` last, so that it is still found if interrupted.
 * Does not touch a folder without an owner, unless it is known whose it is.
 * @param isKnown whether a gate that was killed while it named itself has made the folder
 * @throws what the file system says, such as ENOTEMPTY if a process still writes into it
 */
export function removeFolder(scratchDir: string, isKnown = false): void {
  if (!readOwner(scratchDir) && !(isKnown && isOurs(scratchDir))) return
  for (const name of readdirSync(scratchDir)) {
    if (name !== ownerFile) rmSync(join(scratchDir, name), { recursive: true, force: true })
  }
  if (readdirSync(scratchDir).some((name) => name !== ownerFile)) return
  rmSync(join(scratchDir, ownerFile), { force: true })
  rmdirSync(scratchDir)
}

function readOwner(scratchDir: string): Owner | undefined {
  try {
    return parseOwner(formatOwner(JSON.parse(readFileSync(join(scratchDir, ownerFile), 'utf8'))))
  } catch {
    return undefined
  }
}

function isOurs(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false })
  return stat?.isDirectory() === true && (accountId() < 0 || stat.uid === accountId())
}
