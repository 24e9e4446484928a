/**
 * The contract of a target: all that Preflight knows of a backend. What it leaves out makes the
 * claims that need it unverified, by name. Requests are data and sent by the check, so that one
 * description serves every client and every hostile variant of it.
 */
import type { CacheConfig } from './cache.ts'
import type { CloudConfig } from './cloud.ts'
import type { ComposeConfig, ContainerConfig, Manifests } from './container.ts'
import type { BackupCommands, MigrationsConfig } from './database.ts'
import type { EdgeConfig } from './edge.ts'
import type { Knob } from './knobs.ts'
import type { DeploymentConfig, PoolReaders } from './pool.ts'
import type { ReleaseConfig } from './release.ts'
import type { Statuses } from './statuses.ts'

export type { Knob, KnobProbe } from './knobs.ts'
export { defaultStatuses, type Statuses } from './statuses.ts'

/** A command of the target: run in its folder, with the environment of the deployment. */
export interface Command {
  command: string
  args: readonly string[]
  /** Variables for this command alone: a password does not belong into its arguments. */
  environment?: Record<string, string>
}

export interface CommandLaunch extends Command {
  kind: 'command'
  /** The variable that names the port to listen on. */
  port: string
  /** The variable that names the address to listen on; set to 127.0.0.1. */
  host?: string
  /** Working directory, relative to the config file. Default: the config file's folder. */
  cwd?: string
  /** How long from start to ready is still normal. Default 30 s. */
  readyTimeoutMs?: number
}

/** A backend that runs already, and that nobody here may start or stop. */
export interface AttachedLaunch {
  kind: 'attached'
  url: string
}

export type Launch = CommandLaunch | AttachedLaunch

/** Launches the target as a process. `options.port` is the variable that names its port. */
export function command(
  program: string,
  args: readonly string[],
  options: Omit<CommandLaunch, 'kind' | 'command' | 'args'>,
): CommandLaunch {
  return { kind: 'command', command: program, args, ...options }
}

/** A command of the target that is run to its end: `run('node', ['cli.ts', 'migrate'])`. */
export function run(
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Command {
  return { command: program, args, environment }
}

/** Attaches to a backend that is already running; only observing checks run unless allowed more. */
export function attached(options: { url: string }): AttachedLaunch {
  return { kind: 'attached', ...options }
}

/** Our names of the settings that checks change. The value is the backend's variable. */
export const settingNames = [
  'environment',
  'debug',
  'logLevel',
  'secretKey',
  'jwtSecretKey',
  'workers',
  'poolSize',
  'poolOverflow',
  'poolTimeout',
  'poolRecycle',
  'cacheEnabled',
  'cacheDefaultTtl',
  'permissionCacheTtl',
  'corsOrigins',
  'trustedHosts',
  'trustedProxies',
  'loginRateLimit',
  'oauthClientId',
  'oauthClientSecret',
  'oauthRedirectUri',
  'oauthIssuer',
  'smtpHost',
  'smtpPort',
  'smtpUser',
  'smtpPassword',
  'smtpFrom',
  'slowQueryMs',
  'redisTimeoutMs',
  'accessTokenTtl',
  'refreshTokenTtl',
  'shutdownDelay',
  'shutdownTimeout',
] as const
export type SettingName = (typeof settingNames)[number]

export type Mode = 'production' | 'development'

/** Where a backing service's address goes: one variable for a URL, or one for each part. */
export type AddressVariables =
  | string
  | Partial<Record<'url' | 'host' | 'port' | 'user' | 'password' | 'database', string>>

export interface Account {
  /** Made for the run, unique in it. */
  name: string
  email: string
  password: string
}

export interface RequestSpec {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  path: string
  /** Sent as JSON. */
  json?: unknown
  headers?: Record<string, string>
}

export interface Reply {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** The body parsed as JSON; `undefined` where it is none. */
  json: unknown
}

/** What proves to the backend who asks: a bearer token, a cookie. */
export interface Session {
  headers: Record<string, string>
  /** The access token, where it is a JWT. */
  token?: string
  refreshToken?: string
}

/** A request without an answer that matters beyond its status. */
export interface Act<Args extends unknown[] = []> {
  request(...args: Args): RequestSpec
}
/** A request whose answer names what it made or read. */
export interface Make<Args extends unknown[], Result = string> extends Act<Args> {
  result(reply: Reply): Result
}
/** Where a record lives: the company (tenant, project) that it belongs to, and its id. */
export interface RecordRef {
  company: string
  id: string
}

export interface Operations {
  login?: Make<[Account], Session>
  refresh?: Make<[Session], Session>
  logout?: Act<[Session]>
  /** Answers with the email or name of who is asking. */
  profile?: Make<[], string>
  /** As the administrator; the result is the account's id. */
  createAccount?: Make<[Account]>
  /** As any account; the result is the company's id. */
  createCompany?: Make<[name: string]>
  /** As a member: a company; backends cache it for a general time. */
  readCompany?: Act<[company: string]>
  /** The caller's permissions in a company. */
  permissions?: Make<[company: string], readonly string[]>
  /** As the company's owner: gives a user a role. `roles` are two whose permissions differ. */
  changeRole?: Act<[company: string, userId: string, role: string]> & {
    roles: { writer: string; reader: string }
  }
  /** As the administrator: clears the permission cache of one user, or of all. */
  invalidate?: Act<[userId?: string]>
  createRecord?: Make<[company: string, name: string]>
  /** `table` is the one that this reads: locked by checks that exhaust the pool. */
  readRecord?: Make<[RecordRef]> & { table: string }
  updateRecord?: Act<[RecordRef, name: string]>
  deleteRecord?: Act<[RecordRef]>
  /** A body that createRecord must refuse. */
  invalidRecord?: Act<[company: string]>
  /** Asks for a password reset by mail. */
  requestPasswordReset?: Act<[email: string]>
  /** Begins a login with the OAuth provider: answers with a redirect to it. */
  beginOAuth?: Act & {
    /** The path that the provider sends the browser back to. */
    callback?: string
  }
  /**
   * As any account: opens a WebSocket that stays open until either side ends it. Sent with the
   * session's headers; a backend that wants the token elsewhere takes it from the session.
   */
  openSocket?: Act<[Session]>
}

export interface HealthEndpoint {
  path: string
  /** Names of the fields in the body. Default: status, version, environment. */
  fields?: { status?: string; version?: string; environment?: string }
}

/** A log line's keys. Default: timestamp, level, message, module, function, exception. */
export type LogKeys = Record<
  'timestamp' | 'level' | 'message' | 'module' | 'function' | 'exception',
  string
>

/** From the most talkative to the least. */
export type LogLevels = Record<'debug' | 'info' | 'warning' | 'error', string>

/** How the names of metrics begin. Default: any that have request, pool or cache in them. */
export type MetricNames = Record<'requests' | 'pool' | 'cache', string>

export interface Commands extends BackupCommands {
  migrate?: Command
  rollback?: Command
  currentVersion?: Command
  check?: Command
  poolStatus?: Command
  /** Makes the first administrator, where the backend has none of its own. */
  createAdmin?: (account: Account) => Command
}

export interface TargetConfig {
  name: string
  launch: Launch
  /** The version that is deployed: what /health must say. */
  version?: string
  /** Variables set in each mode, besides settings that Preflight generates. */
  environment?: {
    always?: Record<string, string>
    production?: Record<string, string>
    development?: Record<string, string>
  }
  settings?: Partial<Record<SettingName, string>>
  /** Values that the backend ships for a key, and that production must not accept. */
  knownDefaults?: Partial<Record<SettingName, readonly string[]>>
  /** Names of variables that hold a secret, besides those in `settings`: given a canary. */
  secrets?: readonly string[]
  backing?: { postgres?: AddressVariables; redis?: AddressVariables }
  /** Headers that the proxy in front adds in production; sent with every request. */
  proxyHeaders?: Record<string, string>
  endpoints?: {
    health?: string | HealthEndpoint
    ready?: string
    metrics?: string
    /** The OpenAPI document. Default: /openapi.json, where there is one. */
    openapi?: string
  }
  /** The first administrator, where the backend makes it by itself on its first start. */
  admin?: Account
  operations?: Operations
  statuses?: Partial<Statuses>
  logKeys?: Partial<LogKeys>
  /** Values of `settings.logLevel`. Default: DEBUG, INFO, WARNING, ERROR. */
  logLevels?: Partial<LogLevels>
  metricNames?: Partial<MetricNames>
  knobs?: Record<string, Knob>
  commands?: Commands
  poolFigures?: PoolReaders
  cache?: CacheConfig
  migrations?: MigrationsConfig
  deployment?: DeploymentConfig
  container?: ContainerConfig
  compose?: ComposeConfig
  manifests?: Manifests
  cloud?: CloudConfig
  edge?: EdgeConfig
  release?: ReleaseConfig
  objectives?: { p95Ms: number; p99Ms: number }
  /** k6 scripts of one's own: a folder with the names of `load/`, relative to the config file. */
  load?: { scripts?: string }
  /** Claims that do not apply, with the reason. A trailing `*` matches a family of ids. */
  notApplicable?: Record<string, string>
}

/** Types the config; the gate validates it when it is read. */
export function defineTarget(config: TargetConfig): TargetConfig {
  return config
}
