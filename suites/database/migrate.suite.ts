/** Migrations go up, stay up, and come down again. */

import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Target } from '#gate/system/target.ts'
import { difference, Migrator, named } from './migrator.ts'
import { lastWords } from './postgres-client.ts'
import { prints, type Rows, recorded, rowsByTable, timeless } from './records.ts'

/**
 * What names the newest version: recorded at head, and not one step below it. Without a way down,
 * whatever is recorded at all.
 */
async function newestVersion(target: Target, migrator: Migrator, head: Rows) {
  if (!target.config.commands?.rollback) return { names: recorded(head, new Map()) }
  await migrator.must('rollback')
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
  evidence.observe('run', { exitCode: first.exitCode, said: lastWords(first), ...named(head) })
  expect(first.exitCode, 'how migrating an empty database ends').toBe(0)
  expect.soft(head.dump, 'the schema after migrating').not.toBe(empty.dump)

  const second = await migrator.run('migrate')
  const again = await migrator.schema()
  evidence.observe('run', { exitCode: second.exitCode, said: lastWords(second), ...named(again) })
  evidence.floor('run', 2)
  expect.soft(second.exitCode, 'how a second run ends').toBe(0)
  const changes = again.dump === head.dump ? '' : difference(head, again)
  expect.soft(changes, 'what a second run changes of the schema').toBe('')
  const now = timeless(await rowsByTable(url))
  expect.soft(now, 'the rows after a second run').toEqual(timeless(rows))

  const current = await migrator.run('currentVersion')
  const printed = current.stdout.trim()
  const { names, below } = await newestVersion(target, migrator, rows)
  evidence.observe('version', { printed, exitCode: current.exitCode, below, names })
  evidence.floor('version', 1)
  if (names.length === 0) throw inconclusive('no table tells which migrations were applied')
  expect.soft(current.exitCode, 'how the current-version command ends').toBe(0)
  const isNamed = names.some((name) => prints(printed, name))
  const what = `whether "${printed}" names the newest version (${names.join(', ')})`
  expect.soft(isNamed, what).toBe(true)
  expect.soft(printed, 'the current version, after one step back').not.toBe(below)
})

check('database.migrate-downgrade', async ({ target, context, evidence, expect }) => {
  for (const command of ['migrate', 'rollback'] as const) target.command(command)
  const { url } = await target.emptyDatabase()
  const migrator = await Migrator.on(target, url, context)
  await migrator.must('migrate')
  const before = await migrator.schema()
  evidence.observe('schema', { at: 'head', ...named(before) })
  const down = await migrator.run('rollback')
  const below = await migrator.schema()
  evidence.observe('schema', { at: 'one back', said: lastWords(down), ...named(below) })
  expect.soft(down.exitCode, 'how the rollback ends').toBe(0)
  const up = await migrator.run('migrate')
  const after = await migrator.schema()
  evidence.observe('schema', { at: 'head again', said: lastWords(up), ...named(after) })
  evidence.floor('schema', 3)
  expect.soft(up.exitCode, 'how migrating again ends').toBe(0)
  const changes = after.dump === before.dump ? '' : difference(before, after)
  expect.soft(changes, 'what going down and up changes of the schema').toBe('')
  // One that changes no schema can be taken back without a trace; so can one that is not at all.
  if (down.exitCode !== 0 || up.exitCode !== 0 || changes !== '') return
  if (below.dump === before.dump) throw inconclusive('the newest migration changes no schema')
})
