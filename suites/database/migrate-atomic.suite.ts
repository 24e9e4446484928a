/** A failing migration, added to a copy of the target, must leave nothing behind. */

import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { copyFor, difference, Migrator, migrationAdder, summaryOf } from './migrator.ts'
import { lastLines } from './postgres-client.ts'

const good = 'CREATE TABLE preflight_added (id integer PRIMARY KEY);'
/** The first two statements succeed; the third always fails. */
const failing = `CREATE TABLE preflight_half_done (id integer PRIMARY KEY);
INSERT INTO preflight_added (id) VALUES (1);
SELECT id / 0 FROM preflight_added;`

check('database.migrate-atomic', async ({ target, context, evidence, expect }) => {
  for (const command of ['migrate', 'currentVersion'] as const) target.command(command)
  const add = migrationAdder(target)
  const migrator = await Migrator.on(target, (await target.emptyDatabase()).url, context)
  const copy = await copyFor(target, context)
  try {
    // The control: a migration that is added to the copy is applied.
    const working = add(1, good)
    await copy.add(working.file, working.text)
    await migrator.mustRun('migrate', copy)
    const before = await migrator.schema()
    const version = await migrator.version(copy)
    evidence.observe('before the failing migration', { version, ...summaryOf(before) })
    if (!before.dump.includes('preflight_added')) {
      throw inconclusive('a migration that is added to a copy of the target is not applied')
    }

    const broken = add(2, failing)
    await copy.add(broken.file, broken.text)
    const result = await migrator.run('migrate', copy)
    const after = await migrator.schema()
    // Some migrators print that the version is in doubt now, and exit non-zero for that.
    const current = await migrator.run('currentVersion', copy)
    const versionAfter = current.stdout.trim()
    const { exitCode } = result
    evidence.observe('failing migration', {
      exitCode,
      output: lastLines(result),
      version: versionAfter,
      versionExitCode: current.exitCode,
    })
    evidence.floor('failing migration', 1)
    expect.soft(exitCode, 'exit code of the failing migration').not.toBe(0)
    const changes = after.dump === before.dump ? '' : difference(before, after)
    expect.soft(changes, 'schema changes left by the failing migration').toBe('')
    expect.soft(versionAfter, 'recorded version after the failing migration').toBe(version)
  } finally {
    await copy.remove()
  }
})
