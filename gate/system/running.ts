/** A running target: requests, accounts and sessions, its output and its end. */
import { randomUUID } from 'node:crypto'
import type {
  Account,
  Operations,
  RecordRef,
  Reply,
  RequestSpec,
  Session,
  Statuses,
  TargetConfig,
} from '#gate/contract/contract.ts'
import { roleGiverOf } from '#gate/contract/operations.ts'
import { defaultStatuses } from '#gate/contract/statuses.ts'
import { attachedTarget, inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { type EndpointName, endpointOf, requestTo } from './endpoints.ts'
import type { HttpClient, Outcome, SendOptions } from './http.ts'
import { type LogRecord, logRecords } from './log-records.ts'
import { otherPortOf } from './other-ports.ts'
import { noteRateLimit, Patience, tooManyRequests } from './rate-limited.ts'
import { refusedPreparation } from './refused-preparation.ts'
import type { Exit, TargetProcess } from './target-process.ts'

export class RunningTarget {
  readonly config: TargetConfig
  readonly client: HttpClient
  /** How long its start took until it was ready; 0 if that is unknown. */
  readonly startedInMs: number
  readonly #process: TargetProcess | undefined
  readonly #admin: (() => Promise<Account>) | undefined
  readonly #sessions = new Map<string, Promise<Session>>()
  readonly #patience = new Patience()

  /**
   * @param process absent if the target is attached
   * @param admin who asks endpoints that only the administrator may ask
   */
  constructor(
    config: TargetConfig,
    client: HttpClient,
    process?: TargetProcess,
    admin?: () => Promise<Account>,
  ) {
    this.config = config
    this.client = client
    this.startedInMs = process?.ageMs ?? 0
    this.#process = process
    this.#admin = admin
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

  /**
   * A read of a record that reaches its table.
   * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config says that a cache answers it
   */
  readOf(record: RecordRef): RequestSpec {
    const { request, cached, uncached } = this.operation('readRecord')
    if (uncached) return uncached(record, randomUUID())
    if (!cached) return request(record)
    throw unverified({
      because: 'a cache answers operations.readRecord, so that a read need not reach its table',
      hint: 'add operations.readRecord.uncached, a read that always does',
    })
  }

  /** The session of whoever gives and takes roles in an owner's company. */
  async roleGiver(owner: Session): Promise<Session> {
    const by = roleGiverOf(this.config.operations ?? {})
    return by === 'admin' ? await this.adminSession() : owner
  }

  /** The session of the administrator. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
  async adminSession(): Promise<Session> {
    if (!this.#admin) throw unverified({ missing: ['admin', 'commands.createAdmin'] })
    return await this.login(await this.#admin())
  }

  /** The request to an endpoint, with what lets it in; undefined if the config names none. */
  async endpointIfAny(name: EndpointName): Promise<RequestSpec | undefined> {
    const endpoint = endpointOf(this.config, name)
    if (!endpoint) return undefined
    const request = requestTo(endpoint, endpoint.session && (await this.adminSession()))
    return endpoint.port === undefined
      ? request
      : { ...request, port: otherPortOf(this.config, this.#process, endpoint.port) }
  }

  /** The same, of an endpoint that there must be. @throws PreflightError PREFLIGHT_E_UNVERIFIED */
  async endpoint(name: EndpointName): Promise<RequestSpec> {
    const request = await this.endpointIfAny(name)
    if (!request) throw unverified({ missing: [`endpoints.${name}`] })
    return request
  }

  /** The request that shows whether it can serve; without an endpoint, one to `/`. */
  async readinessRequest(): Promise<RequestSpec> {
    const request = (await this.endpointIfAny('ready')) ?? (await this.endpointIfAny('health'))
    return request ?? { method: 'GET', path: '/' }
  }

  /** Sends a request, once; never throws because of the target. */
  async try(spec: RequestSpec, options: SendOptions = {}): Promise<Outcome> {
    return await this.client.try(spec, options)
  }

  /** The same, waiting out a rate limit: for requests whose time and number do not matter. */
  async tryPatiently(spec: RequestSpec, options: SendOptions = {}): Promise<Outcome> {
    return await this.#patiently((all) => this.client.try(spec, all), options)
  }

  /** Sends a request that must be answered, waiting out a rate limit. */
  async send(spec: RequestSpec, options: SendOptions = {}): Promise<Reply> {
    return await this.#patiently((all) => this.client.send(spec, all), options)
  }

  async #patiently<A extends Reply | Outcome>(
    ask: (options: SendOptions) => Promise<A>,
    options: SendOptions,
  ): Promise<A> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await ask({ ...options, expectsLimit: true })
      if (!('status' in answer) || answer.status !== tooManyRequests) return answer
      if (await this.#patience.wait(answer.headers, attempt)) continue
      if (!options.expectsLimit) noteRateLimit(answer.status)
      return answer
    }
  }

  /**
   * Logs an account in; the session is kept for later calls.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the target refuses
   */
  login(account: Account): Promise<Session> {
    const known = this.#sessions.get(account.name)
    const session = known ?? this.#logIn(account)
    this.#sessions.set(account.name, session)
    // A login that failed is tried again.
    session.catch(() => this.#sessions.delete(account.name))
    return session
  }

  /** The same, with a new session, which later calls get too. */
  loginAgain(account: Account): Promise<Session> {
    this.#sessions.delete(account.name)
    return this.login(account)
  }

  /** Logs in; if logins are limited, waits as Retry-After says. */
  async #logIn(account: Account): Promise<Session> {
    const login = this.operation('login')
    const reply = await this.send(login.request(account))
    if (reply.status < 400) return this.#sessionIn(reply)
    throw refusedPreparation(`the login of ${account.name}`, reply)
  }

  #sessionIn(reply: Reply): Session {
    try {
      return this.operation('login').result(reply)
    } catch (cause) {
      const what = `operations.login.result cannot read the answer (status ${reply.status})`
      throw inconclusive(`${what}: ${messageOf(cause)}`, cause)
    }
  }

  /** The records of its log from a position of the output on, each with its trace. */
  logRecords(from = 0): LogRecord[] {
    return logRecords(this.output.slice(from), this.config)
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
