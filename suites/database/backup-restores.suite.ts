/** A backup restores into a fresh database with the same contents, and the backend runs on it. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { partVariables } from '#gate/contract/backing.ts'
import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { supported } from '#gate/system/environment.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { arrange, makeWorld, type World } from '#gate/system/world.ts'
import { Backup, type Contents, contentsOf } from './backup.ts'
import { lastLines, schemaOf } from './postgres-client.ts'
import { definitionsLost } from './schema-definitions.ts'

/** Text that breaks under wrong quoting or a change of encoding. */
const awkward = 'Ünï \\ \'quoted\' "twice" 日本 \t;--'
const records = 12
/** In a finding. */
const maxDefinitions = 8
/** One worker is enough here. */
const single = { workers: '1' }
/** A statement that always fails. */
const failingStatement = 'SELECT preflight_no_such_function();\n'

/** A world with some records; the last one has an awkward name, if the target accepts it. */
async function fill(target: Target) {
  const running = await target.start(supported(target.config, single)).ready()
  const world = await makeWorld(target, running)
  const create = running.operation('createRecord')
  const options = { session: world.owner.session }
  for (let count = 0; count < records; count += 1) {
    await arrange(running, create.request(world.company, `kept ${count}`), options.session)
  }
  await running.tryPatiently(create.request(world.company, awkward), options)
  return { world, running }
}

/** Starts the backend on the copy, logs in with a restored account, reads and creates records. */
async function serveFrom(target: Target, postgresUrl: string, { owner, company, record }: World) {
  const launching = target.start({ ...supported(target.config, single), postgresUrl })
  const running = await launching.ready().catch((error: Error) => error)
  if (running instanceof Error) return { ready: false, why: running.message }
  const login = running.operation('login')
  const loggedIn = await running.tryPatiently(login.request(owner.account))
  if (!loggedIn.ok || loggedIn.status >= 400) {
    return { ready: true, login: loggedIn.ok && loggedIn.status }
  }
  const session = login.result(loggedIn)
  const read = running.operation('readRecord')
  const found = await running.tryPatiently(read.request(record), { session })
  const create = running.operation('createRecord')
  const made = await running.tryPatiently(create.request(company, 'made on the copy'), { session })
  return {
    ready: true,
    login: loggedIn.status,
    read: statusOrError(found),
    name: found.ok && found.status === 200 ? read.result(found) : undefined,
    create: statusOrError(made),
  }
}

/** The tables and sequences whose contents differ. */
function differing(one: Record<string, Contents>, other: Record<string, Contents>): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  const same = (name: string) =>
    one[name]?.rows === other[name]?.rows && one[name]?.checksum === other[name]?.checksum
  return names.filter((name) => !same(name))
}

/** Corrupts a backup: text gets a failing statement, other formats are truncated. */
async function corrupt(backup: Backup, file: string, into: string): Promise<void> {
  const bytes = await readFile(join(backup.folder, file))
  const text = bytes.toString('utf8')
  const at = text.indexOf('\nCREATE TABLE') + 1
  const corrupted =
    at > 0
      ? text.slice(0, at) + failingStatement + text.slice(at)
      : bytes.subarray(0, bytes.length / 2)
  await writeFile(join(backup.folder, into), corrupted)
}

/**
 * What the schema had and the copy has not: keys, indexes, views, triggers. Owners and grants are
 * the server's. Read before the backend starts on the copy, as it may make some of it again.
 */
async function schemaLost({ location }: Backup, url: string, copyUrl: string): Promise<string[]> {
  const [before, after] = [await schemaOf(location, url), await schemaOf(location, copyUrl)]
  return definitionsLost(before, after).slice(0, maxDefinitions)
}

/**
 * Cuts the end of a backup off, as a full disk or a lost connection does. Statements before the cut
 * are whole: psql reports no error then.
 */
async function truncate(backup: Backup, file: string, into: string): Promise<void> {
  const bytes = await readFile(join(backup.folder, file))
  const half = Math.floor(bytes.length / 2)
  const end = bytes.lastIndexOf(';\n', half)
  await writeFile(join(backup.folder, into), bytes.subarray(0, end < 0 ? half : end + 2))
}

/** Whether the address of the database is one variable, so that it can be no address at all. */
function hasUrl({ config }: Target): boolean {
  return partVariables(config.backing?.postgres).url !== undefined
}

/** The target's own commands have to exit non-zero when they fail. */
async function exitCodesOfFailures(target: Target, backup: Backup, evidence: Evidence) {
  await corrupt(backup, 'backup', 'corrupted')
  const restore = await backup.restore((await target.emptyDatabase()).url, 'corrupted')
  await truncate(backup, 'backup', 'truncated')
  const half = await backup.restore((await target.emptyDatabase()).url, 'truncated')
  const missing = new URL((await target.emptyDatabase()).url)
  missing.pathname = '/preflight_no_such_database'
  const dump = await backup.dump(missing.href, 'nothing')
  const nowhere = hasUrl(target) ? await backup.dump('not-a-database-url', 'nowhere') : dump
  const exitCodes = {
    restore: restore.exitCode,
    half: half.exitCode,
    dump: dump.exitCode,
    nowhere: nowhere.exitCode,
  }
  evidence.observe('failed commands', {
    ...exitCodes,
    output: [restore, half, dump, nowhere].map((result) => lastLines(result)),
  })
  evidence.floor('failed commands', 1)
  return exitCodes
}

check('database.backup-restores', async ({ target, context, evidence, expect }) => {
  const { world, running } = await fill(target)
  const { url } = await target.database()
  const backup = await Backup.of(target, url, context)
  try {
    // Stopped, because its own writes, such as the time of the last login, would be a difference.
    await running.process.stop(10_000)
    const before = await contentsOf(url)
    const rows = Object.values(before).reduce((sum, table) => sum + table.rows, 0)
    if (rows < records) throw inconclusive(`only ${rows} rows to back up`)
    const commands = { usesOwnCommands: backup.usesOwnCommands }
    const dump = await backup.dump(url, 'backup')
    evidence.observe('dump', { ...commands, exitCode: dump.exitCode, output: lastLines(dump) })
    // A backup that fails is a result; there is nothing to restore then.
    if (backup.wasTried(dump)) evidence.floor('dump', 1)
    expect(dump.exitCode, 'exit code of the backup').toBe(0)
    const copy = await target.emptyDatabase()
    const restore = await backup.restore(copy.url, 'backup')
    evidence.observe('restore', { exitCode: restore.exitCode, output: lastLines(restore) })
    evidence.floor('restore', 1)
    expect.soft(restore.exitCode, 'exit code of the restore').toBe(0)
    const after = await contentsOf(copy.url)
    for (const [name, table] of Object.entries(before)) {
      evidence.observe('table', { name, ...table, restored: after[name] ?? null })
    }
    expect
      .soft(differing(before, after), 'tables and sequences that differ after the restore')
      .toEqual([])

    const lost = await schemaLost(backup, url, copy.url)
    evidence.observe('schema after the restore', { lost })
    expect.soft(lost, 'definitions of the schema that the restore leaves out').toEqual([])

    const served = await serveFrom(target, copy.url, world)
    evidence.observe('backend on the copy', served)
    expect.soft(served, 'backend on the restored database').toMatchObject({
      ready: true,
      read: 200,
      name: 'preflight-record',
    })
    const { created } = running.statuses
    expect
      .soft(served.create, 'status for creating a record on the restored database')
      .toBeOneOf(created)
    if (backup.usesOwnCommands) {
      const exitCodes = await exitCodesOfFailures(target, backup, evidence)
      expect.soft(exitCodes.restore, 'exit code of restoring a corrupted backup').not.toBe(0)
      expect.soft(exitCodes.half, 'exit code of restoring half a backup').not.toBe(0)
      expect.soft(exitCodes.dump, 'exit code of backing up a missing database').not.toBe(0)
      expect.soft(exitCodes.nowhere, 'exit code of a backup without an address').not.toBe(0)
    }
    evidence.floor('backend on the copy', 1)
    evidence.floor('table', 1)
  } finally {
    await backup.close()
  }
})
