/** The target as checks use it, with a database and a Redis per check. */
import { resolve } from 'node:path'
import type {
  Account,
  Command,
  Commands,
  SettingName,
  TargetConfig,
} from '#gate/contract/contract.ts'
import type { Manifests, SeveralFiles } from '#gate/contract/manifests.ts'
import { attachedTarget, unverified } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { createDatabase, type Database } from '#gate/stack/databases.ts'
import { query } from '#gate/stack/postgres-session.ts'
import type { PostgresServer } from '#gate/stack/types.ts'
import { type CommandResult, runCommand } from './command.ts'
import type { TargetCopy } from './copy.ts'
import { endpointSecrets } from './endpoint-secrets.ts'
import {
  composeEnvironment,
  type Deployment,
  fewerWorkers,
  generateSecrets,
  type Overrides,
  unsetVariables,
  variableOf,
} from './environment.ts'
import { HttpClient } from './http.ts'
import type { Launcher } from './launch/launcher.ts'
import { launcherOf, targetFolder } from './launch/launcher-of.ts'
import { allowedStartMs, machineEnvironment } from './listening.ts'
import { manifestOf, manifestsOf } from './manifest-file.ts'
import { meanwhileOf } from './meanwhile.ts'
import { newDatabase } from './new-database.ts'
import { once } from './once.ts'
import { otherPorts } from './other-ports.ts'
import { Pace } from './pace.ts'
import { freshAccount, prepareTarget } from './prepare.ts'
import { previousVersion } from './previous.ts'
import { redisOf } from './redis.ts'
import { RunningTarget } from './running.ts'
import { Launching } from './start.ts'
import type { TargetDependencies } from './target-dependencies.ts'
import type { TargetProcess } from './target-process.ts'

export class Target {
  readonly config: TargetConfig
  /**
   * Secrets of all starts of this check, by variable, so that sessions stay valid from start to
   * start.
   */
  readonly secrets: Readonly<Record<string, string>>
  /** How long its good starts take: the yardstick for all others. */
  readonly pace: Pace
  readonly #deps: TargetDependencies
  readonly #cleanups: (() => Promise<void>)[] = []
  /** All that became ready. */
  readonly #ready: TargetProcess[] = []
  /** The same for what the target uses until it is stopped. */
  readonly #lastCleanups: (() => Promise<void>)[] = []
  /** The check's own clone of the migrated template. */
  readonly database: () => Promise<Database>
  /** The check's own Redis: a numbered database, or a server. A URL. */
  readonly redisUrl: () => Promise<string>
  readonly #default: () => Promise<RunningTarget>
  readonly #launcher: () => Promise<Launcher>

  constructor(deps: TargetDependencies) {
    this.#deps = deps
    this.config = deps.loaded.config
    this.pace = new Pace(allowedStartMs(this.config.launch))
    this.#launcher = once(() => launcherOf(deps.loaded, deps.labels, deps.launch))
    this.secrets = generateSecrets(this.config)
    for (const [name, value] of Object.entries(this.secrets)) deps.redactor.add(name, value)
    for (const [name, value] of endpointSecrets(this.config)) deps.redactor.add(name, value)
    this.database = once(() => this.cloneDatabase())
    this.redisUrl = once(() => this.anotherRedis())
    this.#default = once(async () => {
      const { launch, proxyHeaders } = this.config
      if (launch.kind !== 'attached') return await this.start().ready()
      return this.reached(new HttpClient(launch.url, proxyHeaders))
    })
  }

  /** Another Redis for the check, removed after it. Returns its URL. */
  async anotherRedis(): Promise<string> {
    const { url, remove } = await redisOf(this.config, this.#deps.stack)
    this.#lastCleanups.push(remove)
    return url
  }

  /** Another clone of the migrated template, dropped after the check. */
  async cloneDatabase(): Promise<Database> {
    const server = await this.#deps.stack.shared('postgres')
    this.#deps.redactor.add('the database password', server.password)
    const { template } = await this.#deps.prepared()
    const database = await createDatabase(server, template === undefined ? {} : { template })
    this.#lastCleanups.push(() => database.drop())
    return database
  }

  /** An empty database, not migrated, dropped after the check. */
  async emptyDatabase(): Promise<Database> {
    const { loaded, stack } = this.#deps
    const database = await newDatabase(await stack.shared('postgres'), loaded)
    this.#lastCleanups.push(() => database.drop())
    return database
  }

  /**
   * A migrated database with the run's administrator on a dedicated server; it goes with the
   * server. Returns its connection string.
   * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the target has no PostgreSQL
   */
  async databaseOn(server: PostgresServer): Promise<string> {
    if (!this.config.backing?.postgres) throw unverified({ missing: ['backing.postgres'] })
    this.#deps.redactor.add('the password of the dedicated server', server.password)
    const { admin } = await this.#deps.prepared()
    const { launch } = this.#deps
    const stack = { postgres: async () => server, redisUrl: this.redisUrl, launch }
    const { loaded, labels } = this.#deps
    const { template } = await prepareTarget(loaded, stack, labels, admin)
    const url = new URL(server.url)
    url.pathname = `/${template}`
    return url.href
  }

  /** The target's variable for a setting. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
  variable(name: SettingName): string {
    return variableOf(this.config, name)
  }

  /** The absolute path of the config file, for tasks of the run. */
  get file(): string {
    return this.#deps.loaded.file
  }

  /** The labels of the run, for things that a check starts itself. */
  get labels(): RunLabels {
    return this.#deps.labels
  }

  /** Redacts a secret of a check from its evidence. */
  hide(name: string, value: string): void {
    this.#deps.redactor.add(name, value)
  }

  /** Runs a cleanup after the check, in reverse order. */
  onClose(undo: () => Promise<void>): void {
    this.#cleanups.push(undo)
  }

  /** The absolute path of the working folder of the target. */
  get folder(): string {
    return targetFolder(this.#deps.loaded)
  }

  /** The absolute path of a file that the config names. */
  pathOf(file: string): string {
    return resolve(this.#deps.loaded.folder, file)
  }

  /** The text of a manifest that the config names, its path as named, and where it lies. */
  async manifest(name: Exclude<keyof Manifests, SeveralFiles>) {
    return await manifestOf(this.#deps.loaded, name)
  }

  /** The same of a manifest that can be several files. */
  async manifestFiles(name: SeveralFiles) {
    return await manifestsOf(this.#deps.loaded, name)
  }

  /** What each start gets of its own: addresses, unless it overrides them, and free ports. */
  async #deployment(overrides: Overrides): Promise<Deployment> {
    const { backing } = this.config
    const ports = await otherPorts(this.config)
    const deployment: Deployment = { secrets: this.secrets, ports }
    if (backing?.postgres && overrides.postgresUrl === undefined) {
      deployment.postgresUrl = (await this.database()).url
    }
    if (backing?.redis && overrides.redisUrl === undefined) {
      deployment.redisUrl = await this.redisUrl()
    }
    return deployment
  }

  /**
   * Starts the target with some settings changed (`null` unsets), in production mode by default. It
   * is stopped after the check.
   * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the target is attached, or lacks a setting
   */
  start(overrides: Overrides = {}): Launching {
    if (this.config.launch.kind === 'attached') throw attachedTarget()
    // Throws if unverified, before anything starts.
    composeEnvironment(this.config, { secrets: {} }, overrides, 0)
    const all = { ...(this.#deps.quick ? fewerWorkers(this.config, overrides) : {}), ...overrides }
    const start = async () => {
      const [made, launcher] = [await this.#deployment(overrides), await this.#launcher()]
      return await launcher.start({
        environment: (port) => composeEnvironment(this.config, made, all, port),
        unset: unsetVariables(this.config, all),
      })
    }
    const addCleanup = (stop: () => Promise<void>) => {
      this.#cleanups.push(stop)
    }
    const admin = () => this.admin()
    const onReady = (process: TargetProcess) => void this.#ready.push(process)
    return new Launching(start, this.config, this.pace, addCleanup, admin, onReady)
  }

  /** The version before this one as the config starts it, with secrets of its own. */
  previous(): Target {
    const { deps, drop } = previousVersion(this.#deps)
    const target = new Target(deps)
    this.#cleanups.push(() => target.close())
    this.#lastCleanups.push(drop)
    return target
  }

  /** The target as a client reaches it, wherever it runs. */
  reached(client: HttpClient): RunningTarget {
    return new RunningTarget(this.config, client, undefined, () => this.admin())
  }

  /** The target in production mode, started once per check, or attached. */
  async running(): Promise<RunningTarget> {
    return await this.#default()
  }

  /** Whether the config names a command. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
  command<K extends keyof Commands>(name: K): NonNullable<Commands[K]> {
    const command = this.config.commands?.[name]
    if (!command) throw unverified({ missing: [`commands.${name}`] })
    return command as NonNullable<Commands[K]>
  }

  /** The whole environment of a start, to start it in another way. Default port: a free one. */
  async environment(overrides: Overrides = {}, port?: number): Promise<Record<string, string>> {
    const deployment = await this.#deployment(overrides)
    return composeEnvironment(this.config, deployment, overrides, port ?? (await freePort()))
  }

  /**
   * Runs a command of the target in the environment of a deployment, where the target runs: on this
   * machine, or in a container of its image.
   */
  async run(
    command: Command,
    overrides: Overrides = {},
    givenPort?: number,
    copy?: TargetCopy,
  ): Promise<CommandResult> {
    const port = givenPort ?? (await freePort())
    const environment = await this.environment(overrides, port)
    const unset = unsetVariables(this.config, overrides)
    return await (await this.#launcher()).run({ command, environment, unset, port, copy })
  }

  /** Runs an operator's command on this machine, whose files it uses or makes. */
  async runHere(command: Command, overrides: Overrides = {}): Promise<CommandResult> {
    const environment = { ...machineEnvironment(), ...(await this.environment(overrides)) }
    return await runCommand({ command, folder: this.folder, environment, labels: this.labels })
  }

  /** The first administrator. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
  async admin(): Promise<Account> {
    const { admin } = await this.#deps.prepared()
    if (!admin) throw unverified({ missing: ['admin', 'commands.createAdmin'] })
    this.#deps.redactor.add('the administrator password', admin.password)
    return admin
  }

  /** A new account for this check, not created yet. */
  newAccount(prefix: string): Account {
    const account = freshAccount(prefix)
    this.#deps.redactor.add(`the password of ${prefix}`, account.password)
    return account
  }

  /** Rows of the check's own database, queried directly. */
  async query(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return await query((await this.database()).url, sql, values)
  }

  /** What the processes that were ready did by themselves. */
  meanwhile() {
    return meanwhileOf(this.#ready)
  }

  /** Stops and removes everything that was started or created, last first. */
  async close(): Promise<void> {
    const problems: unknown[] = []
    for (const cleanup of [...this.#cleanups.reverse(), ...this.#lastCleanups.reverse()]) {
      await cleanup().catch((problem: unknown) => problems.push(problem))
    }
    if (problems.length > 0) throw problems[0]
  }
}
