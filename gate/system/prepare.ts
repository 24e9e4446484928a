/** Prepares the target once per run, so that every check starts with its own migrated database. */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { Account, Command } from '#gate/contract/contract.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { createDatabase } from '#gate/stack/databases.ts'
import type { PostgresServer } from '#gate/stack/types.ts'
import { mustRun } from './command.ts'
import { composeEnvironment, type Deployment, generateSecrets } from './environment.ts'
import type { LoadedTarget } from './load-target.ts'
import { Pace } from './pace.ts'
import type { RunningTarget } from './running.ts'
import { type SeedPlan, seedDatabase } from './seed.ts'
import { Launching } from './start.ts'

/** The result of the preparation; serialisable, as worker processes read it. */
export interface Prepared {
  /** The name of the migrated database that checks clone. */
  template?: string
  /** The first administrator, if the config has one. */
  admin?: Account
}

/** The services for the preparation; both start on first use. */
export interface PrepareStack {
  postgres(): Promise<PostgresServer>
  redisUrl(): Promise<string>
}

/** An account with a unique name. */
export function freshAccount(prefix: string): Account {
  const unique = randomBytes(5).toString('hex')
  const name = `${prefix}-${unique}`
  return {
    name,
    email: `${name}@preflight.example.com`,
    password: `Pf1-${randomBytes(15).toString('base64url')}`,
  }
}

/** Absolute working directory of a target's process and commands. */
export function targetFolder({ config, folder }: LoadedTarget): string {
  const cwd = config.launch.kind === 'command' ? (config.launch.cwd ?? '.') : '.'
  return resolve(folder, cwd)
}

interface Starting {
  loaded: LoadedTarget
  deployment: Deployment
  labels: RunLabels
}

/** Starts the target until it is ready: to migrate itself, or to be used. */
async function start(
  { loaded, deployment, labels }: Starting,
  admin?: Account,
  use: (running: RunningTarget) => Promise<void> = async () => {},
) {
  const { config } = loaded
  if (config.launch.kind !== 'command') return
  const stops: (() => Promise<void>)[] = []
  const plan = {
    launch: config.launch,
    folder: targetFolder(loaded),
    labels,
    environment: (port: number) => composeEnvironment(config, deployment, {}, port),
  }
  const addCleanup = (stop: () => Promise<void>) => {
    stops.push(stop)
  }
  const who = admin && (async () => admin)
  try {
    const launching = new Launching(Promise.resolve(plan), config, new Pace(), addCleanup, who)
    const running = await launching.ready()
    await use(running)
    await running.stop(10_000)
  } finally {
    for (const stop of stops) await stop()
  }
}

/**
 * Migrates a template database, creates the first administrator in it, and seeds it.
 * @param known the administrator to create, if it must be the same as in another database
 * @throws PreflightError PREFLIGHT_E_PREPARE, PREFLIGHT_E_TARGET_NOT_READY
 */
export async function prepareTarget(
  loaded: LoadedTarget,
  stack: PrepareStack,
  labels: RunLabels,
  known?: Account,
): Promise<Prepared> {
  const { config } = loaded
  if (config.launch.kind === 'attached') return config.admin ? { admin: config.admin } : {}
  const deployment: Deployment = { secrets: generateSecrets(config) }
  let template: string | undefined
  if (config.backing?.postgres) {
    const database = await createDatabase(await stack.postgres(), {})
    template = database.name
    deployment.postgresUrl = database.url
  }
  if (config.backing?.redis) deployment.redisUrl = await stack.redisUrl()
  const starting = { loaded, deployment, labels }
  const { migrate, createAdmin } = config.commands ?? {}
  const run = async (command: Command) => {
    const environment = composeEnvironment(config, deployment, {}, 0)
    await mustRun({ command, folder: targetFolder(loaded), environment, labels })
  }
  if (migrate) await run(migrate)
  else if (template !== undefined) await start(starting)
  const admin = config.admin ?? (createAdmin ? (known ?? freshAccount('admin')) : undefined)
  if (createAdmin && admin) await run(createAdmin(admin))
  const { postgresUrl } = deployment
  const started: SeedPlan['started'] = (use) => start(starting, admin, use)
  await seedDatabase({ config, postgresUrl, admin, run, started })
  return { ...(template === undefined ? {} : { template }), ...(admin ? { admin } : {}) }
}
