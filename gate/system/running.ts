/** A running target: requests, accounts and sessions, its output and its end. */
import { setTimeout as delay } from 'node:timers/promises'
import type {
  Account,
  Operations,
  Reply,
  RequestSpec,
  Session,
  Statuses,
  TargetConfig,
} from '#gate/contract/contract.ts'
import { defaultStatuses } from '#gate/contract/statuses.ts'
import { attachedTarget, inconclusive, unverified } from '#gate/errors.ts'
import type { HttpClient, Outcome, SendOptions } from './http.ts'
import type { Exit, TargetProcess } from './target-process.ts'

/** A per-minute limit is over after this. */
const maxRetryAfterSeconds = 65

export class RunningTarget {
  readonly config: TargetConfig
  readonly client: HttpClient
  /** How long its start took until it was ready; 0 if that is unknown. */
  readonly startedInMs: number
  readonly #process: TargetProcess | undefined
  readonly #sessions = new Map<string, Promise<Session>>()

  /** @param process absent if the target is attached */
  constructor(config: TargetConfig, client: HttpClient, process?: TargetProcess) {
    this.config = config
    this.client = client
    this.startedInMs = process?.ageMs ?? 0
    this.#process = process
  }

  get url(): string {
    return this.client.url
  }

  /**
   * The process behind it.
   * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the target is attached
   */
  get process(): TargetProcess {
    if (!this.#process) throw attachedTarget()
    return this.#process
  }

  /** The statuses that this target uses. */
  get statuses(): Statuses {
    return { ...defaultStatuses, ...this.config.statuses }
  }

  /** An operation of the contract. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
  operation<K extends keyof Operations>(name: K): NonNullable<Operations[K]> {
    const operation = this.config.operations?.[name]
    if (!operation) throw unverified({ missing: [`operations.${name}`] })
    return operation as NonNullable<Operations[K]>
  }

  /** Sends a request; never throws because of the target. */
  async try(spec: RequestSpec, options: SendOptions = {}): Promise<Outcome> {
    return await this.client.try(spec, options)
  }

  /** Sends a request that must be answered. */
  async send(spec: RequestSpec, options: SendOptions = {}): Promise<Reply> {
    return await this.client.send(spec, options)
  }

  /**
   * Logs an account in; the session is kept for later calls.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the target refuses
   */
  login(account: Account): Promise<Session> {
    const known = this.#sessions.get(account.name)
    const session = known ?? this.#logIn(account)
    this.#sessions.set(account.name, session)
    return session
  }

  /** Logs in; if logins are limited, waits once as Retry-After says. */
  async #logIn(account: Account): Promise<Session> {
    const login = this.operation('login')
    let reply = await this.send(login.request(account))
    if (reply.status === 429) {
      const seconds = Math.min(Number(reply.headers['retry-after'] ?? 60), maxRetryAfterSeconds)
      await delay(seconds * 1000)
      reply = await this.send(login.request(account))
    }
    if (reply.status < 400) return login.result(reply)
    throw inconclusive(`the login of ${account.name} answered ${reply.status}: ${reply.text}`)
  }

  /** All output so far. */
  get output(): string {
    return this.process.output
  }

  /** Stops it with TERM, as in production, and returns how it ended. */
  async stop(graceMs: number): Promise<Exit> {
    const startMs = performance.now()
    await this.process.stop(graceMs)
    const seconds = Math.round(performance.now() - startMs) / 1000
    return { ...this.process.exit, seconds }
  }
}
