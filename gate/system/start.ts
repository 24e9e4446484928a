/** A start of the target, which becomes ready or refuses. */

import { setTimeout as delay } from 'node:timers/promises'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { PreflightError } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { deadlineAfter, waitFor } from '#gate/host/process/wait.ts'
import { readinessPathOf } from './endpoints.ts'
import { HttpClient } from './http.ts'
import { Patience, tooManyRequests } from './rate-limited.ts'
import { RunningTarget } from './running.ts'
import { type ProcessPlan, TargetProcess } from './target-process.ts'

/** The outcome of a start that should be refused. */
export interface Refusal {
  /** `null` if a signal ended it, or we did. */
  exitCode: number | null
  signal: string | null
  /** Whether a connection was accepted or a TCP port was open at any probe. */
  listened: boolean
  /** How many times the port was probed while it ran. */
  looks: number
  seconds: number
  /** All its output. */
  output: string
}

/** Probing more often is useless: a bound port stays open for longer. */
const probeIntervalMs = 10
/** Scanning /proc costs far more than trying the port, but finds other ports too. */
const probesPerScan = 10
/** When to give up a start that neither refuses nor listens. */
const refusalTimeoutMs = 30_000
/** How long to wait for the exit of one that listened, for the record. */
const secondThoughtMs = 500
const portAttempts = 3
const readyTimeoutMs = 30_000

/** The end of the output, which usually has the reason. */
function printedText(output: string): string {
  return output.trim() === '' ? 'it printed nothing' : `it printed:\n${lastWords(output)}`
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
  const exit = await process.ended(deadlineAfter(5000))
  return {
    exitCode: hadToBeEnded ? null : exit.code,
    signal: hadToBeEnded ? null : exit.signal,
    listened,
    looks,
    seconds: exit.seconds,
    output: process.output,
  }
}

/**
 * The error for a start that did not become ready. Starts that lost their port were repeated
 * before.
 */
function howItWent(process: TargetProcess, timeoutMs: number): string {
  if (process.running) return ` within ${timeoutMs} ms`
  const { port, lostItsPort } = process
  const taken = lostItsPort ? `, as port ${port} was taken, like those tried before` : ''
  return `: it ended (code ${process.exit.code})${taken}`
}

async function waitReady(process: TargetProcess, config: TargetConfig): Promise<HttpClient> {
  const client = new HttpClient(`http://127.0.0.1:${process.port}`, config.proxyHeaders)
  const path = readinessPathOf(config)
  const patience = new Patience()
  const timeoutMs =
    (config.launch.kind === 'command' && config.launch.readyTimeoutMs) || readyTimeoutMs
  const probe = async () => {
    if (!process.running) return 'ended' as const
    if (path === undefined) return (await process.accepts()) ? ('ready' as const) : undefined
    const outcome = await client.try(
      { method: 'GET', path },
      { timeoutMs: 5000, expectsLimit: true },
    )
    // Asked too often: asking on would not let it become ready.
    if (outcome.ok && outcome.status === tooManyRequests) await patience.wait(outcome.headers, 0)
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
    `${config.name} did not become ready${how}; ${printedText(process.output)}`,
    {
      hint: 'start it manually with the same variables, or raise launch.readyTimeoutMs',
      cause: state,
    },
  )
}

/** A start under way: wait for it to become ready, or to be refused. */
export class Launching {
  readonly #plan: Promise<ProcessPlan>
  readonly #config: TargetConfig
  readonly #addCleanup: (stop: () => Promise<void>) => void
  #process: Promise<TargetProcess>

  /**
   * @param addCleanup gets the function that stops the process, to be called when the check is over
   */
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

  /** Waits until it ends by itself, and probes its ports meanwhile. */
  async exit(): Promise<Refusal> {
    return await this.#withPort(watchRefusal)
  }

  /** The process as it is, ready or not. */
  async process(): Promise<TargetProcess> {
    return await this.#process
  }
}
