import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { freePort } from '#gate/host/process/ports.ts'
import { findTool, requireTool } from '#gate/host/process/tools.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { probeRedis } from '../probes.ts'
import { redisArguments, redisDatabases, saveAndShutDown } from '../redis-settings.ts'
import type { RedisOptions, ServiceChoices } from '../types.ts'
import { serviceFolder } from './folder.ts'
import type { Recipe } from './service.ts'

const host = '127.0.0.1'

/** The program, if it is there: a name, or a path relative to the target's folder. */
export function redisProgram({
  redisProgram: named = 'redis-server',
  folder = '.',
}: ServiceChoices): string | undefined {
  if (!named.includes('/')) return findTool(named)
  const path = resolve(folder, named)
  return existsSync(path) ? path : undefined
}

/** redis-server without save points: it saves its data only at an orderly stop. */
export async function redisRecipe(
  options: RedisOptions,
  labels: RunLabels,
  choices: ServiceChoices,
): Promise<Recipe<'redis'>> {
  const command = redisProgram(choices) ?? requireTool(choices.redisProgram ?? 'redis-server')
  const port = await freePort()
  const folder = await serviceFolder('redis', labels)
  const databases = redisDatabases(options)
  const password = options.settings?.requirepass?.toString()
  return {
    kind: 'redis',
    command,
    // A process title would overwrite the environment by which the reaper finds the process.
    args: redisArguments(options, { bind: host, port, dir: folder, 'set-proc-title': 'no' }),
    folder,
    orderlySignal: 'SIGTERM',
    removeSignal: 'SIGTERM',
    beforeOrderlyStop: () => saveAndShutDown({ host, port }, password),
    probe: async () => {
      const version = await probeRedis({ host, port }, password)
      return { host, port, url: `redis://${host}:${port}`, databases, version }
    },
  }
}
