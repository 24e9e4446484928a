/** A backup is loaded into a fresh database, compared, and served from. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { supported } from '#gate/system/environment.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { arrange, makeWorld, type World } from '#gate/system/world.ts'
import { Backup, type Contents, contentsOf } from './backup.ts'
import { lastWords } from './postgres-client.ts'

/** Text that is spoilt where somebody quotes it wrongly, or changes its encoding. */
const awkward = 'Ünï \\ \'quoted\' "twice" 日本 \t;--'
const records = 12
/** What is shown by one process is shown by all. */
const single = { workers: '1' }
/** A statement that fails wherever it is run. */
const poison = 'SELECT preflight_no_such_function();\n'

/** A world with some records; the last one is awkward, where the target takes such a name. */
async function fill(target: Target) {
  const running = await target.start(supported(target.config, single)).ready()
  const world = await makeWorld(target, running)
  const create = running.operation('createRecord')
  const options = { session: world.owner.session }
  for (let count = 0; count < records; count += 1) {
    await arrange(running, create.request(world.company, `kept ${count}`), options.session)
  }
  await running.try(create.request(world.company, awkward), options)
  return { world, running }
}

/** The backend on the copy: logs in with what was restored, reads, and writes something new. */
async function serveFrom(target: Target, postgresUrl: string, { owner, company, record }: World) {
  const launching = target.start({ ...supported(target.config, single), postgresUrl })
  const running = await launching.ready().catch(() => undefined)
  if (!running) return { ready: false }
  const login = running.operation('login')
  const entry = await running.try(login.request(owner.account))
  if (!entry.ok || entry.status >= 400) return { ready: true, login: entry.ok && entry.status }
  const session = login.result(entry)
  const read = running.operation('readRecord')
  const found = await running.try(read.request(record), { session })
  const create = running.operation('createRecord')
  const made = await running.try(create.request(company, 'made on the copy'), { session })
  return {
    ready: true,
    login: entry.status,
    read: statusOrError(found),
    name: found.ok && found.status === 200 ? read.result(found) : undefined,
    create: statusOrError(made),
  }
}

/** The tables and sequences whose contents are not the same in both. */
function differing(one: Record<string, Contents>, other: Record<string, Contents>): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  const same = (name: string) =>
    one[name]?.rows === other[name]?.rows && one[name]?.checksum === other[name]?.checksum
  return names.filter((name) => !same(name))
}

/** A backup that cannot be loaded: text gets a statement that fails, others lose their end. */
async function spoil(backup: Backup, file: string, into: string): Promise<void> {
  const bytes = await readFile(join(backup.folder, file))
  const text = bytes.toString('utf8')
  const at = text.indexOf('\nCREATE TABLE') + 1
  const spoilt =
    at > 0 ? text.slice(0, at) + poison + text.slice(at) : bytes.subarray(0, bytes.length / 2)
  await writeFile(join(backup.folder, into), spoilt)
}

/** A target's own commands have to say when they failed; the gate's do. */
async function failures(target: Target, backup: Backup, evidence: Evidence) {
  await spoil(backup, 'backup', 'spoilt')
  const restore = await backup.restore((await target.emptyDatabase()).url, 'spoilt')
  const nowhere = new URL((await target.emptyDatabase()).url)
  nowhere.pathname = '/preflight_no_such_database'
  const dump = await backup.dump(nowhere.href, 'nothing')
  const seen = { restore: restore.exitCode, dump: dump.exitCode }
  evidence.observe('failure', { ...seen, said: [lastWords(restore), lastWords(dump)] })
  evidence.floor('failure', 1)
  return seen
}

check('database.backup-restores', async ({ target, context, evidence, expect }) => {
  const { world, running } = await fill(target)
  const { url } = await target.database()
  const backup = await Backup.of(target, url, context)
  try {
    // What the backend writes on its own, such as a last log-in, would be a difference.
    await running.process.stop(10_000)
    const before = await contentsOf(url)
    const rows = Object.values(before).reduce((sum, table) => sum + table.rows, 0)
    if (rows < records) throw inconclusive(`only ${rows} rows to back up`)
    const dump = await backup.dump(url, 'backup')
    evidence.observe('dump', { own: backup.isOwn, exitCode: dump.exitCode, said: lastWords(dump) })
    expect(dump.exitCode, 'how the backup ends').toBe(0)
    const copy = await target.emptyDatabase()
    const restore = await backup.restore(copy.url, 'backup')
    evidence.observe('restore', { exitCode: restore.exitCode, said: lastWords(restore) })
    expect.soft(restore.exitCode, 'how the restore ends').toBe(0)
    const after = await contentsOf(copy.url)
    for (const [name, table] of Object.entries(before)) {
      evidence.observe('table', { name, ...table, restored: after[name] ?? null })
    }
    expect.soft(differing(before, after), 'tables and sequences that differ').toEqual([])

    const served = await serveFrom(target, copy.url, world)
    evidence.observe('served', served)
    expect.soft(served, 'what the backend does on the copy').toMatchObject({
      ready: true,
      read: 200,
      name: 'preflight-record',
    })
    const { created } = running.statuses
    expect.soft(created, 'how it creates a record on the copy').toContain(served.create)
    if (backup.isOwn) {
      const failed = await failures(target, backup, evidence)
      expect.soft(failed.restore, 'how the restore of a spoilt backup ends').not.toBe(0)
      expect.soft(failed.dump, 'how the backup of what is not there ends').not.toBe(0)
    }
    evidence.floor('served', 1)
    evidence.floor('table', 1)
  } finally {
    await backup.close()
  }
})
