import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const migrationsDir = fileURLToPath(new URL('../../migrations', import.meta.url))
export const migrationsTable = 'pgmigrations'

/** The migrations of this build, oldest first, named as in the migrations table. */
export const knownMigrations: readonly string[] = readdirSync(migrationsDir)
  .filter((file) => /^\d+_.+\.sql$/.test(file))
  .map((file) => file.replace(/\.sql$/, ''))
  .sort()

/** Migrations that are not applied yet. Unknown applied ones are fine: old builds still run. */
export function pendingMigrations(applied: readonly string[]): string[] {
  const done = new Set(applied)
  return knownMigrations.filter((name) => !done.has(name))
}
