/** A server as a process of the run: the `RunningService` of the local engine. */

import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { LogTail } from '#gate/host/process/log-tail.ts'
import {
  endOwned,
  exited,
  hasExited,
  outputRead,
  signalTree,
  spawnOwned,
} from '#gate/host/process/spawn.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { complaintOf, endInWords, harmHint } from '../harm.ts'
import { HarmEar } from '../harm-ear.ts'
import type { Harm, ServiceKind, Services, StartedService } from '../types.ts'
import type { Account } from './account.ts'

const readyTimeoutMs = 20_000
const orderlyGraceMs = 10_000
const removeGraceMs = 2000
/** For the last output of a process that ended: its children may hold the pipe for longer. */
const lastOutputMs = { ended: 200, refused: 5_000 }

/** How to run one kind of server on this machine. */
export interface Recipe<K extends ServiceKind> {
  kind: K
  command: string
  args: readonly string[]
  /** The server's data and working folder, removed with it. */
  folder: string
  account?: Account | undefined
  /** The signal for an end that keeps data. */
  orderlySignal: NodeJS.Signals
  /** The signal for the fastest end that leaves nothing outside the folder. */
  removeSignal: NodeJS.Signals
  /** Runs before the orderly signal: Redis saves only on command. */
  beforeOrderlyStop?(): Promise<void>
  /** Queries the server; throws while it does not answer. */
  probe(): Promise<Services[K]['server']>
}

export class LocalService<K extends ServiceKind> implements StartedService<K> {
  readonly kind: K
  readonly #recipe: Recipe<K>
  readonly #labels: RunLabels
  readonly #output = new LogTail(80, (line) => this.#listen(line))
  readonly #ear = new HarmEar()
  /** Processes that were asked to end. */
  readonly #asked = new WeakSet<ChildProcess>()
  #child: ChildProcess | undefined
  #server: Services[K]['server'] | undefined
  #removed = false
  /** Actions run one after the other, in the order of the calls. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(recipe: Recipe<K>, labels: RunLabels) {
    this.kind = recipe.kind
    this.#recipe = recipe
    this.#labels = labels
  }

  get server(): Services[K]['server'] {
    if (!this.#server)
      throw new PreflightError('PREFLIGHT_E_INTERNAL', `${this.kind} is not started`)
    return this.#server
  }

  start(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#child && !hasExited(this.#child)) return
      if (this.#removed) throw this.#failure('was removed')
      // What is left of one that was killed holds its port and its data.
      if (this.#child) await endOwned(this.#child, { signal: 'SIGKILL', graceMs: 0 })
      this.#child = this.#spawn()
      await this.#becomeReady(this.#child)
    })
  }

  stop(how: 'orderly' | 'crash'): Promise<void> {
    return this.#inTurn(async () => {
      const child = this.#child
      if (!child || hasExited(child)) return
      this.#asked.add(child)
      signalTree(child.pid as number, 'SIGCONT')
      if (how === 'orderly') await this.#recipe.beforeOrderlyStop?.()
      const signal = how === 'crash' ? 'SIGKILL' : this.#recipe.orderlySignal
      await endOwned(child, { signal, graceMs: orderlyGraceMs })
    })
  }

  pause(): Promise<void> {
    return this.#inTurn(async () => this.#signal('SIGSTOP'))
  }

  resume(): Promise<void> {
    return this.#inTurn(async () => this.#signal('SIGCONT'))
  }

  remove(): Promise<void> {
    return this.#inTurn(async () => {
      this.#removed = true
      if (this.#child) {
        this.#asked.add(this.#child)
        if (!hasExited(this.#child)) signalTree(this.#child.pid as number, 'SIGCONT')
        await endOwned(this.#child, {
          signal: this.#recipe.removeSignal,
          graceMs: removeGraceMs,
        })
      }
      await rm(this.#recipe.folder, { recursive: true, force: true })
    })
  }

  onHarm(hear: (harm: Harm) => void): void {
    this.#ear.lend(hear)
  }

  async log(): Promise<string> {
    return this.#output.text()
  }

  #spawn(): ChildProcess {
    const { command, args, folder, account, kind } = this.#recipe
    const child = spawnOwned({
      command,
      args,
      cwd: folder,
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      ...account,
      labels: this.#labels,
      what: kind,
    })
    this.#output.follow(child.stdout)
    this.#output.follow(child.stderr)
    return child
  }

  async #becomeReady(child: ChildProcess): Promise<void> {
    const ended = new AbortController()
    let isKilled = false
    void exited(child).then(() => {
      isKilled = child.signalCode !== null
      ended.abort(new Error(`it ${endInWords(child.exitCode, child.signalCode)}`))
    })
    try {
      this.#server = await waitFor(`${this.kind} to answer a query`, () => this.#recipe.probe(), {
        timeoutMs: readyTimeoutMs,
        intervalMs: 10,
        signal: ended.signal,
      })
    } catch (cause) {
      // A configuration that nginx refuses may be the target's; what was killed is not.
      const hint = isKilled ? { hint: harmHint } : {}
      await endOwned(child, { signal: 'SIGKILL', graceMs: 0 })
      // Why it ended may not have been read yet, and whoever asked judges by it.
      await outputRead(child, lastOutputMs.refused)
      throw this.#failure(`did not start: ${messageOf(cause)}`, { cause, ...hint })
    }
    void this.#watch(child)
  }

  /** Tells of an end that nobody asked for. */
  async #watch(child: ChildProcess): Promise<void> {
    await exited(child)
    if (this.#asked.has(child)) return
    await outputRead(child, lastOutputMs.ended)
    const how = endInWords(child.exitCode, child.signalCode)
    this.#ear.tell({ how, printed: this.#output.text(12), ended: true })
  }

  #listen(line: string): void {
    if (this.#child && this.#asked.has(this.#child)) return
    const how = complaintOf(this.kind, line)
    if (how !== undefined) this.#ear.tell({ how, printed: line, ended: false })
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child && !hasExited(this.#child)) signalTree(this.#child.pid as number, signal)
  }

  #failure(what: string, more: { cause?: unknown; hint?: string } = {}): PreflightError {
    const output = this.#output.text(12)
    const said = output === '' ? '' : `\nit printed:\n${output}`
    return new PreflightError('PREFLIGHT_E_STACK', `${this.kind} ${what}${said}`, more)
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(action, action)
    this.#queue = turn.catch(() => {})
    return turn
  }
}
