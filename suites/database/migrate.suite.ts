/** Migrations upgrade an empty database, change nothing when run again, and can be rolled back. */

import { isDeepStrictEqual } from 'node:util'
import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Target } from '#gate/system/target.ts'
import { difference, Migrator, summaryOf } from './migrator.ts'
import { rollBackOne } from './one-step.ts'
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
  evidence.floor('run', 1) // A first run that fails is a failure by itself.
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
  expect.soft(current.exitCode, 'exit code of the current-version command').toBe(0)
  if (current.exitCode !== 0) return
  const { names, below } = await newestVersion(target, migrator, rows)
  evidence.observe('version', { printed, exitCode: current.exitCode, below, names })
  evidence.floor('version', 1)
  if (names.length === 0) throw inconclusive('no table records which migrations were applied')
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
  const [before, rows] = [await migrator.schema(), await rowsByTable(url)]
  evidence.observe('schema', { at: 'head', ...summaryOf(before) })
  const down = await migrator.run('rollback')
  const [below, rowsBelow] = [await migrator.schema(), await rowsByTable(url)]
  evidence.observe('schema', { at: 'one back', output: lastLines(down), ...summaryOf(below) })
  evidence.floor('schema', 2) // A rollback that fails is a failure by itself.
  expect.soft(down.exitCode, 'exit code of the rollback').toBe(0)
  // Migrators record in the database what is applied: a rollback that changes no row did nothing.
  const isUndone = below.dump !== before.dump || !isDeepStrictEqual(rowsBelow, rows)
  if (recorded(rows, new Map()).length > 0)
    expect.soft(isUndone, 'the rollback changes the schema or the recorded versions').toBe(true)
  const up = await migrator.run('migrate')
  const after = await migrator.schema()
  evidence.observe('schema', { at: 'head again', output: lastLines(up), ...summaryOf(after) })
  evidence.floor('schema', 3)
  expect.soft(up.exitCode, 'exit code of migrating again').toBe(0)
  const changes = after.dump === before.dump ? '' : difference(before, after)
  expect.soft(changes, 'schema changes after rolling back and migrating again').toBe('')
  if (target.config.migrations?.add && up.exitCode === 0) {
    const step = await rollBackOne(target, migrator, { head: after, context })
    evidence.observe('rollback of an added migration', { ...step })
    evidence.floor('rollback of an added migration', 1)
    expect
      .soft(step.lost.slice(0, 12), 'schema lines that one rollback takes of older migrations')
      .toEqual([])
  }
  // What it changed were rows: whether its down step is complete cannot be seen in the schema.
  if (down.exitCode !== 0 || up.exitCode !== 0 || changes !== '' || !isUndone) return
  if (below.dump === before.dump) throw inconclusive('the newest migration changes no schema')
})
