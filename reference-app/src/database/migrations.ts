import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const migrationsDir = fileURLToPath(new URL('../../migrations', import.meta.url))
export const migrationsTable = 'pgmigrations'

/** The migrations that this build knows, oldest first, named as the migrations table has them. */
export const knownMigrations: readonly string[] = readdirSync(migrationsDir)
  .filter((file) => /^\d+_.+\.sql$/.test(file))
  .map((file) => file.replace(/\.sql$/, ''))
  .sort()

/** What is known and not applied. More applied than known is fine: an older build still runs. */
export function pendingMigrations(applied: readonly string[]): string[] {
  const done = new Set(applied)
  return knownMigrations.filter((name) => !done.has(name))
}
