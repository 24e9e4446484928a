/** A start of the target, which becomes ready or refuses. */
import type { Account, TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive, PreflightError } from '#gate/errors.ts'
import { conflictPorts } from '#gate/host/process/ports.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { readinessOf } from './endpoints.ts'
import { type Answer, firstAnswer } from './first-answer.ts'
import { HttpClient } from './http.ts'
import { allowedStartMs } from './listening.ts'
import type { Pace } from './pace.ts'
import { portsText, printedText, Readiness, type ReadyProbe } from './readiness.ts'
import { Healthy, OpenPort } from './ready-by.ts'
import { type Refusal, watchRefusal } from './refusal.ts'
import { RunningTarget } from './running.ts'
import type { TargetProcess } from './target-process.ts'

const portAttempts = 3
const readyTimeoutMs = 30_000

/** Which port a start lost: one that the gate chose, or another that it opens. */
function takenText({ port, keptOutput }: TargetProcess): string {
  const others = conflictPorts(keptOutput).filter((each) => each !== port)
  if (others.length === 0) return `port ${port} was taken, like those tried before`
  const list = others.join(' and ')
  return `port ${list} was taken: if it opens that too, name its variable in launch.otherPorts`
}

/**
 * Why a start did not become ready: how it went, its last answer, where it listens, what it
 * printed. Starts that lost their port were repeated before.
 */
function whyNotReady(process: TargetProcess, readiness: ReadyProbe, timeoutMs: number): string {
  const printed = printedText(process.keptOutput)
  const { port, lostItsPort, running } = process
  if (running) {
    const where = portsText(process.listeningPorts(), port)
    return ` within ${timeoutMs} ms; ${readiness.last}; ${where}; ${printed}`
  }
  const taken = lostItsPort ? `, as ${takenText(process)}` : ''
  const { code, signal } = process.exit
  const how = code === null ? `by ${signal}` : `code ${code}`
  return `: it ended (${how})${taken}; ${readiness.last}; ${printed}`
}

/** What shows that this start is ready, as its launch says. */
function readyProbe(
  process: TargetProcess,
  config: TargetConfig,
  { client, admin }: { client: HttpClient; admin: Admin },
): ReadyProbe {
  const { launch } = config
  const readyBy = launch.kind === 'attached' ? undefined : launch.readyBy
  if (readyBy === 'port') return new OpenPort(process)
  if (readyBy === 'healthcheck') return new Healthy(process)
  const asking = new RunningTarget(config, client, process, admin)
  return new Readiness(readinessOf(config), client, admin && (() => asking.adminSession()))
}

async function waitReady(
  process: TargetProcess,
  config: TargetConfig,
  admin: Admin,
): Promise<HttpClient> {
  const client = new HttpClient(`http://127.0.0.1:${process.port}`, config.proxyHeaders)
  const readiness = readyProbe(process, config, { client, admin })
  const timeoutMs = allowedStartMs(config.launch) ?? readyTimeoutMs
  const probe = async () => {
    if (!process.running) return 'ended' as const
    return (await readiness.ask(timeoutMs)) ? ('ready' as const) : undefined
  }
  const question = `${config.name} ${readiness.goal}`
  const state = await waitFor(question, probe, { timeoutMs, intervalMs: 20 }).catch(
    (cause) => cause,
  )
  if (state === 'ready') return client
  // First, as closing ends a request that still waits.
  const why = whyNotReady(process, readiness, timeoutMs)
  await client.close()
  throw new PreflightError(
    'PREFLIGHT_E_TARGET_NOT_READY',
    `${config.name} did not become ready${why}`,
    {
      hint: 'start it manually with the same variables, or raise launch.readyTimeoutMs',
      cause: state,
    },
  )
}

/** Who asks endpoints that only the administrator may ask; undefined before there is one. */
type Admin = (() => Promise<Account>) | undefined

/** The outcome of a start that may fail. */
export type Settled =
  | { state: 'answers'; answer: Answer }
  /** The process has ended, or neither ended nor answered in time. */
  | { state: 'ended' | 'silent' }

/** A start under way: wait for it to become ready, or to be refused. */
export class Launching {
  readonly #start: () => Promise<TargetProcess>
  readonly #config: TargetConfig
  readonly #pace: Pace
  readonly #addCleanup: (stop: () => Promise<void>) => void
  readonly #admin: Admin
  readonly #onReady: (process: TargetProcess) => void
  #process: Promise<TargetProcess>

  /**
   * @param start begins one
   * @param pace learns how long the start takes, and says how patient to be
   * @param addCleanup gets the function that stops the process, to be called when the check is over
   * @param admin who asks endpoints that only the administrator may ask
   * @param onReady gets the process once it serves
   */
  constructor(
    start: () => Promise<TargetProcess>,
    config: TargetConfig,
    pace: Pace,
    addCleanup: (stop: () => Promise<void>) => void,
    admin?: Admin,
    onReady: (process: TargetProcess) => void = () => {},
  ) {
    this.#start = start
    this.#config = config
    this.#pace = pace
    this.#addCleanup = addCleanup
    this.#admin = admin
    this.#onReady = onReady
    this.#process = this.#begin()
  }

  #begin(): Promise<TargetProcess> {
    const started = this.#start()
    this.#addCleanup(async () => (await started.catch(() => undefined))?.stop(0))
    started.catch(() => {}) // Callers of the methods get the error.
    return started
  }

  async #withPort<T>(use: (process: TargetProcess) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const process = await this.#process
      const result = await use(process).catch((error: unknown) => {
        if (!process.lostItsPort || attempt === portAttempts) throw error
        return undefined
      })
      if (!process.lostItsPort) return result as T
      // Its end says nothing of what it was started with.
      if (attempt === portAttempts) throw inconclusive(`it ended, as ${takenText(process)}`)
      this.#process = this.#begin()
    }
  }

  /**
   * Waits until it serves.
   * @throws PreflightError PREFLIGHT_E_TARGET_NOT_READY with its last answer, the ports on which it
   *   listens, and the last lines that it printed
   */
  async ready(): Promise<RunningTarget> {
    return await this.#withPort(async (process) => {
      const client = await waitReady(process, this.#config, this.#admin)
      this.#addCleanup(async () => await client.close())
      const running = new RunningTarget(this.#config, client, process, this.#admin)
      this.#pace.observe(running.startedInMs)
      this.#onReady(process)
      return running
    })
  }

  /** Waits until it ends by itself, its workers are in a loop, or the application answers. */
  async exit(): Promise<Refusal> {
    return await this.#withPort((process) => watchRefusal(process, this.#config, this.#pace))
  }

  /** Waits until it ends or the application answers; it goes on then. */
  async settled(patienceMs: number): Promise<Settled> {
    return await this.#withPort(async (process) => {
      const options = { patienceMs, pace: this.#pace }
      const answer = await firstAnswer(process, this.#config, options)
      if (!process.running) return { state: 'ended' }
      return answer ? { state: 'answers', answer } : { state: 'silent' }
    })
  }

  /** The process as it is, ready or not. */
  async process(): Promise<TargetProcess> {
    return await this.#process
  }
}
