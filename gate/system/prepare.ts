/** Prepares the target once per run, so that every check starts with its own migrated database. */
import { randomBytes } from 'node:crypto'
import type { Account, Command, TargetConfig } from '#gate/contract/contract.ts'
import { freePort } from '#gate/host/process/ports.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { addConfigSecret } from '#gate/redact.ts'
import type { PostgresServer } from '#gate/stack/types.ts'
import { succeeded } from './command.ts'
import { composeEnvironment, type Deployment, generateSecrets } from './environment.ts'
import type { Launcher } from './launch/launcher.ts'
import { launcherOf } from './launch/launcher-of.ts'
import type { ReadyLaunch } from './launch/ready-launch.ts'
import type { LoadedTarget } from './load-target.ts'
import { newDatabase } from './new-database.ts'
import { otherPorts } from './other-ports.ts'
import { Pace } from './pace.ts'
import { register, registersItself } from './registration.ts'
import type { RunningTarget } from './running.ts'
import { type SeedPlan, seedDatabase } from './seed.ts'
import { Launching } from './start.ts'

/** The result of the preparation; serialisable, as worker processes read it. */
export interface Prepared {
  /** The name of the migrated database that checks clone. */
  template?: string
  /** The first administrator, if the config has one, or the first account to register. */
  admin?: Account
}

/** What the preparation needs; the services start on first use. */
export interface PrepareStack {
  postgres(): Promise<PostgresServer>
  redisUrl(): Promise<string>
  /** The launch made ready, once per run. */
  launch(): Promise<ReadyLaunch>
}

/** An account with a unique name. */
export function freshAccount(prefix: string): Account {
  const unique = randomBytes(5).toString('hex')
  const name = `${prefix}-${unique}`
  const password = `Pf1-${randomBytes(15).toString('base64url')}`
  // Before anything can print it: a command gets it as an argument.
  addConfigSecret(`the password of ${prefix}`, password)
  return { name, email: `${name}@preflight.example.com`, password }
}

interface Starting {
  config: TargetConfig
  deployment: Deployment
  launcher: Launcher
}

/** Starts the target until it is ready: to migrate itself, or to be used. */
async function start(
  { config, deployment, launcher }: Starting,
  admin?: Account,
  use: (running: RunningTarget) => Promise<void> = async () => {},
) {
  const stops: (() => Promise<void>)[] = []
  const addCleanup = (stop: () => Promise<void>) => {
    stops.push(stop)
  }
  const who = admin && (async () => admin)
  const begin = async () => {
    const made = { ...deployment, ports: await otherPorts(config) }
    const environment = (port: number) => composeEnvironment(config, made, {}, port)
    return await launcher.start({ environment, unset: [] })
  }
  try {
    const launching = new Launching(begin, config, new Pace(), addCleanup, who)
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
    const database = await newDatabase(await stack.postgres(), loaded)
    template = database.name
    deployment.postgresUrl = database.url
  }
  if (config.backing?.redis) deployment.redisUrl = await stack.redisUrl()
  const { migrate, createAdmin } = config.commands ?? {}
  const launcher = await launcherOf(loaded, labels, stack.launch)
  const starting = { config, deployment, launcher }
  const runOn = async (command: Command, port: number) => {
    const made = { ...deployment, ports: await otherPorts(config) }
    const environment = composeEnvironment(config, made, {}, port)
    succeeded(command, await launcher.run({ command, environment, unset: [], port }))
  }
  const run = async (command: Command) => {
    if (command.running) {
      return await start(starting, undefined, ({ process }) => runOn(command, process.port))
    }
    // Some backends refuse 0 before all else.
    await runOn(command, await freePort())
  }
  const registers = registersItself(config)
  const isMade = createAdmin !== undefined || registers
  const admin = config.admin ?? (isMade ? (known ?? freshAccount('admin')) : undefined)
  const registered = async (running: RunningTarget) => {
    if (registers && admin) await register(running, admin)
  }
  if (migrate) await run(migrate)
  if (registers || (!migrate && template !== undefined))
    await start(starting, undefined, registered)
  if (createAdmin && admin) await run(createAdmin(admin))
  const { postgresUrl } = deployment
  const started: SeedPlan['started'] = (use) => start(starting, admin, use)
  await seedDatabase({ config, postgresUrl, admin, run, started })
  return { ...(template === undefined ? {} : { template }), ...(admin ? { admin } : {}) }
}
