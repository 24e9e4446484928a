/** A migration that fails half-way, added to a copy of the target. */

import { inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { copyFor, difference, Migrator, migrationAdder, named } from './migrator.ts'
import { lastWords } from './postgres-client.ts'

const good = 'CREATE TABLE preflight_added (id integer PRIMARY KEY);'
/** The first two succeed, each on its own; the third never does. */
const failing = `CREATE TABLE preflight_half_done (id integer PRIMARY KEY);
INSERT INTO preflight_added (id) VALUES (1);
SELECT id / 0 FROM preflight_added;`

check('database.migrate-atomic', async ({ target, context, evidence, expect }) => {
  for (const command of ['migrate', 'currentVersion'] as const) target.command(command)
  const add = migrationAdder(target)
  const migrator = await Migrator.on(target, (await target.emptyDatabase()).url, context)
  const copy = await copyFor(target, context)
  try {
    // The control: what is added to the copy is applied.
    const working = add(1, good)
    await copy.add(working.file, working.text)
    await migrator.must('migrate', copy.folder)
    const before = await migrator.schema()
    const version = await migrator.version()
    evidence.observe('before', { version, ...named(before) })
    if (!before.dump.includes('preflight_added')) {
      throw inconclusive('a migration that is added to a copy of the target is not applied')
    }

    const broken = add(2, failing)
    await copy.add(broken.file, broken.text)
    const result = await migrator.run('migrate', copy.folder)
    const [after, versionAfter] = [await migrator.schema(), await migrator.version()]
    const { exitCode } = result
    evidence.observe('failing', { exitCode, said: lastWords(result), version: versionAfter })
    evidence.floor('failing', 1)
    expect.soft(exitCode, 'how a migration that fails ends').not.toBe(0)
    const changes = after.dump === before.dump ? '' : difference(before, after)
    expect.soft(changes, 'what is left of it in the schema').toBe('')
    expect.soft(versionAfter, 'the version after it failed').toBe(version)
  } finally {
    await copy.remove()
  }
})
