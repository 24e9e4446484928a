/** Whether a rollback takes back one migration, tried with one that the check adds itself. */
import type { WorkerContext } from '#gate/run/context.ts'
import type { Target } from '#gate/system/target.ts'
import { copyFor, type Migrator, migrationAdder, type Schema } from './migrator.ts'
import { lastLines } from './postgres-client.ts'

const added = 'CREATE TABLE preflight_step (id integer PRIMARY KEY);'

/** A rollback right after one more migration. */
export interface OneStep {
  exitCode: number | null
  output: string
  /** Lines of the schema before the added migration that the rollback took away. */
  lost: string[]
}

/**
 * Adds a migration to a copy of the target, applies it, and rolls back once. A tool may refuse to
 * roll back what has no down step: then nothing is lost.
 * @param head the schema with all of the target's own migrations
 */
export async function rollBackOne(
  target: Target,
  migrator: Migrator,
  { head, context }: { head: Schema; context: WorkerContext },
): Promise<OneStep> {
  const { file, text } = migrationAdder(target)(1, added)
  const copy = await copyFor(target, context)
  try {
    await copy.add(file, text)
    await migrator.mustRun('migrate', copy)
    const result = await migrator.run('rollback', copy)
    const left = new Set((await migrator.schema()).dump.split('\n'))
    const lost = head.dump.split('\n').filter((line) => !left.has(line))
    return { exitCode: result.exitCode, output: lastLines(result), lost }
  } finally {
    await copy.remove()
  }
}
