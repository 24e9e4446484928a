/** The arguments of the PostgreSQL server, for both engines. */

import type { PostgresOptions } from './types.ts'

/** Data need not survive a power cut; a killed server still loses no commit. */
const defaults: Record<string, string | number> = {
  max_connections: 300,
  fsync: 'off',
  full_page_writes: 'off',
  // Database clones write little WAL; unbounded it would fill a small temporary folder.
  max_wal_size: '256MB',
  // Its last lines are for what goes wrong.
  log_checkpoints: 'off',
  // In the data folder, which is removed with the server even after a SIGKILL.
  dynamic_shared_memory_type: 'mmap',
}

/** `-c name=value` pairs; the engine's settings override the caller's. */
export function postgresArguments(
  options: PostgresOptions,
  required: Record<string, string | number>,
): string[] {
  const settings = { ...defaults, ...options.settings, ...required }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
