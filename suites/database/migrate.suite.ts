/** Migrations upgrade an empty database, change nothing when run again, and can be rolled back. */

import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Target } from '#gate/system/target.ts'
import { difference, Migrator, summaryOf } from './migrator.ts'
import { lastLines } from './postgres-client.ts'
import { containsWord, type Rows, recorded, rowsByTable, withoutTimestamps } from './records.ts'

/**
 * Values that name the newest version: those recorded at head and not one step back. Without a
 * rollback command, all recorded values.
 */
async function newestVersion(target: Target, migrator: Migrator, head: Rows) {
  if (!target.config.commands?.rollback) return { names: recorded(head, new Map()) }
  await migrator.mustRun('rollback')
  const below = await migrator.version()
  return { names: recorded(head, await rowsByTable(migrator.url)), below }
}

check('database.migrate-upgrade', async ({ target, context, evidence, expect }) => {
  for (const command of ['migrate', 'currentVersion'] as const) target.command(command)
  const { url } = await target.emptyDatabase()
  const migrator = await Migrator.on(target, url, context)
  const empty = await migrator.schema()
  const first = await migrator.run('migrate')
  const [head, rows] = [await migrator.schema(), await rowsByTable(url)]
  evidence.observe('run', {
    exitCode: first.exitCode,
    output: lastLines(first),
    ...summaryOf(head),
  })
  expect(first.exitCode, 'exit code of migrating an empty database').toBe(0)
  expect.soft(head.dump, 'schema after migrating').not.toBe(empty.dump)

  const second = await migrator.run('migrate')
  const again = await migrator.schema()
  evidence.observe('run', {
    exitCode: second.exitCode,
    output: lastLines(second),
    ...summaryOf(again),
  })
  evidence.floor('run', 2)
  expect.soft(second.exitCode, 'exit code of the second run').toBe(0)
  const changes = again.dump === head.dump ? '' : difference(head, again)
  expect.soft(changes, 'schema changes by the second run').toBe('')
  const now = withoutTimestamps(await rowsByTable(url))
  expect.soft(now, 'rows after the second run').toEqual(withoutTimestamps(rows))

  const current = await migrator.run('currentVersion')
  const printed = current.stdout.trim()
  const { names, below } = await newestVersion(target, migrator, rows)
  evidence.observe('version', { printed, exitCode: current.exitCode, below, names })
  evidence.floor('version', 1)
  if (names.length === 0) throw inconclusive('no table records which migrations were applied')
  expect.soft(current.exitCode, 'exit code of the current-version command').toBe(0)
  const isNamed = names.some((name) => containsWord(printed, name))
  const what = `output "${printed}" names the newest version (${names.join(', ')})`
  expect.soft(isNamed, what).toBe(true)
  expect.soft(printed, 'current version at head, compared with one step back').not.toBe(below)
})

check('database.migrate-downgrade', async ({ target, context, evidence, expect }) => {
  for (const command of ['migrate', 'rollback'] as const) target.command(command)
  const { url } = await target.emptyDatabase()
  const migrator = await Migrator.on(target, url, context)
  await migrator.mustRun('migrate')
  const before = await migrator.schema()
  evidence.observe('schema', { at: 'head', ...summaryOf(before) })
  const down = await migrator.run('rollback')
  const below = await migrator.schema()
  evidence.observe('schema', { at: 'one back', output: lastLines(down), ...summaryOf(below) })
  expect.soft(down.exitCode, 'exit code of the rollback').toBe(0)
  const up = await migrator.run('migrate')
  const after = await migrator.schema()
  evidence.observe('schema', { at: 'head again', output: lastLines(up), ...summaryOf(after) })
  evidence.floor('schema', 3)
  expect.soft(up.exitCode, 'exit code of migrating again').toBe(0)
  const changes = after.dump === before.dump ? '' : difference(before, after)
  expect.soft(changes, 'schema changes after rolling back and migrating again').toBe('')
  // A rollback that does nothing looks the same as one of a migration that changes no schema.
  if (down.exitCode !== 0 || up.exitCode !== 0 || changes !== '') return
  if (below.dump === before.dump) throw inconclusive('the newest migration changes no schema')
})
