/** A start of the target: it becomes ready, or it refuses. */
import { setTimeout as delay } from 'node:timers/promises'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { PreflightError } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { readinessPathOf } from './endpoints.ts'
import { HttpClient } from './http.ts'
import { RunningTarget } from './running.ts'
import { type ProcessPlan, TargetProcess } from './target-process.ts'

/** How a start that was meant to be refused went. */
export interface Refusal {
  /** `null` if it was ended by a signal, or had to be. */
  exitCode: number | null
  signal: string | null
  /** Whether a connection was accepted, or a TCP port listened on, at any look. */
  listened: boolean
  /** How many times the port was looked at while it lived. */
  looks: number
  seconds: number
  /** Everything that it printed. */
  output: string
}

/** Looking more often than this costs more than it shows: a bound port stays for longer. */
const probeIntervalMs = 10
/** A look into /proc costs far more than trying the port, and finds what listens elsewhere. */
const probesPerScan = 10
/** A start that neither refuses nor listens is given up after this. */
const refusalTimeoutMs = 30_000
/** One that listened is given this long to think better of it, for the record. */
const secondThoughtMs = 500
const portAttempts = 3
const readyTimeoutMs = 30_000

/** The end of the output, for messages: the reason is mostly there. */
function lastWords(output: string): string {
  if (output.trim() === '') return 'it printed nothing'
  return `it said:\n${output.trim().split('\n').slice(-5).join('\n').slice(-1500)}`
}

async function watchRefusal(process: TargetProcess): Promise<Refusal> {
  const deadlineMs = performance.now() + refusalTimeoutMs
  let giveUpMs = deadlineMs
  let listened = false
  let looks = 0
  while (process.running && performance.now() < giveUpMs) {
    const survey = looks % probesPerScan === probesPerScan - 1
    if (!listened && ((await process.accepts()) || (survey && process.listensAnywhere()))) {
      listened = true
      giveUpMs = Math.min(deadlineMs, performance.now() + secondThoughtMs)
    }
    looks += 1
    await delay(probeIntervalMs)
  }
  const hadToBeEnded = process.running
  await process.stop(0)
  const exit = await process.ended(AbortSignal.timeout(5000))
  return {
    exitCode: hadToBeEnded ? null : exit.code,
    signal: hadToBeEnded ? null : exit.signal,
    listened,
    looks,
    seconds: exit.seconds,
    output: process.output,
  }
}

/** How a start that served nobody went. One that lost its port was tried again before. */
function howItWent(process: TargetProcess, timeoutMs: number): string {
  if (process.running) return ` within ${timeoutMs} ms`
  const { port, lostItsPort } = process
  const taken = lostItsPort ? `, as port ${port} was taken; so were those tried before` : ''
  return `: it ended (code ${process.exit.code})${taken}`
}

async function waitReady(process: TargetProcess, config: TargetConfig): Promise<HttpClient> {
  const client = new HttpClient(`http://127.0.0.1:${process.port}`, config.proxyHeaders)
  const path = readinessPathOf(config)
  const timeoutMs =
    (config.launch.kind === 'command' && config.launch.readyTimeoutMs) || readyTimeoutMs
  const probe = async () => {
    if (!process.running) return 'ended' as const
    if (path === undefined) return (await process.accepts()) ? ('ready' as const) : undefined
    const outcome = await client.try({ method: 'GET', path }, { timeoutMs: 5000 })
    return outcome.ok && outcome.status < 300 ? ('ready' as const) : undefined
  }
  const question = `${config.name} to answer ${path ?? 'on its port'}`
  const state = await waitFor(question, probe, { timeoutMs, intervalMs: 20 }).catch(
    (cause) => cause,
  )
  if (state === 'ready') return client
  await client.close()
  const how = howItWent(process, timeoutMs)
  throw new PreflightError(
    'PREFLIGHT_E_TARGET_NOT_READY',
    `${config.name} did not become ready${how}; ${lastWords(process.output)}`,
    {
      hint: 'start it by hand with the same variables, or raise launch.readyTimeoutMs',
      cause: state,
    },
  )
}

/** A start under way. Ask it for one of the two things that it can become. */
export class Launching {
  readonly #plan: Promise<ProcessPlan>
  readonly #config: TargetConfig
  readonly #addCleanup: (stop: () => Promise<void>) => void
  #process: Promise<TargetProcess>

  /** @param addCleanup is given what ends the process, to be called when the check is over */
  constructor(
    plan: Promise<ProcessPlan>,
    config: TargetConfig,
    addCleanup: (stop: () => Promise<void>) => void,
  ) {
    this.#plan = plan
    this.#config = config
    this.#addCleanup = addCleanup
    this.#process = this.#begin()
  }

  #begin(): Promise<TargetProcess> {
    const started = this.#plan.then((plan) => TargetProcess.start(plan))
    this.#addCleanup(async () => (await started.catch(() => undefined))?.stop(0))
    started.catch(() => {}) // Whoever asks what became of it gets the error.
    return started
  }

  async #withPort<T>(use: (process: TargetProcess) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const process = await this.#process
      const result = await use(process).catch((error: unknown) => {
        if (!process.lostItsPort || attempt === portAttempts) throw error
        return undefined
      })
      if (!process.lostItsPort || attempt === portAttempts) return result as T
      this.#process = this.#begin()
    }
  }

  /**
   * Waits until it serves.
   * @throws PreflightError PREFLIGHT_E_TARGET_NOT_READY with the last lines that it printed
   */
  async ready(): Promise<RunningTarget> {
    return await this.#withPort(async (process) => {
      const client = await waitReady(process, this.#config)
      this.#addCleanup(async () => await client.close())
      return new RunningTarget(this.#config, client, process)
    })
  }

  /** Waits until it ends by itself, looking at its port all the while. */
  async exit(): Promise<Refusal> {
    return await this.#withPort(watchRefusal)
  }

  /** The process as it is, ready or not. */
  async process(): Promise<TargetProcess> {
    return await this.#process
  }
}
