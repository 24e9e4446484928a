/** The arguments of redis-server, for both engines. */

import type { Address } from '#gate/host/address.ts'
import { redisOnce } from './probes.ts'
import type { RedisOptions } from './types.ts'

const defaults: Record<string, string | number> = { save: '', databases: 4096 }

/** `--name value` pairs; the engine's settings override the caller's. */
export function redisArguments(
  options: RedisOptions,
  required: Record<string, string | number>,
): string[] {
  const settings = { ...defaults, ...options.settings, ...required }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
}

export function redisDatabases(options: RedisOptions): number {
  return Number(options.settings?.databases ?? defaults.databases)
}

/** Redis without save points saves its data only on this command, and closes the connection. */
export async function saveAndShutDown(
  address: Address,
  password: string | undefined,
): Promise<void> {
  await redisOnce(address, password, (client) => client.shutdown('SAVE')).catch(() => {})
}
