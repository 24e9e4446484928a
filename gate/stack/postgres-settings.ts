/** The arguments of the PostgreSQL server, for both engines. */

import type { PostgresOptions } from './types.ts'

/** Nothing here survives a power cut, and nothing needs to; a killed server loses no commit. */
const defaults: Record<string, string | number> = {
  max_connections: 300,
  fsync: 'off',
  full_page_writes: 'off',
  // Clones of databases write little of it; unbounded it would fill a small temporary folder.
  max_wal_size: '256MB',
  // In the data folder, where it goes with the server even after a SIGKILL.
  dynamic_shared_memory_type: 'mmap',
}

/** `-c name=value` pairs; what the engine needs wins over what the caller wishes. */
export function postgresArguments(
  options: PostgresOptions,
  required: Record<string, string | number>,
): string[] {
  const settings = { ...defaults, ...options.settings, ...required }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
